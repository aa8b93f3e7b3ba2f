package org.emukernel.scenarios.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.emukernel.api.kernel.KernelBug;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.fault.IpiHandlerSkipsFlush;
import org.emukernel.scenarios.sim.Script;
import org.emukernel.scenarios.sim.TestCalls;
import org.emukernel.scenarios.sim.TestRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An isolated CPU reads a vmalloc page, and again after the page was freed, its address purged,
 * allocated anew and backed by another page of memory.
 */
class StaleTranslationTest {

  private static final int ISOLATED = 3;
  private static final long OTHER_OWNER = 0xb0b;
  private static final long NEW = 0x1234;

  /* The last page of vmalloc space, which nobody allocates. */
  private static final long NOWHERE = 0xffff_e8ff_ffff_f000L;

  private final Script script = new Script();

  private void reuseAddress() {
    script
        .at(10, 0, "address", TestCalls.vmalloc(4096))
        .at(30, 0, "", () -> TestCalls.store(script.result("address"), 0xa11ce))
        .at(50, ISOLATED, "first", () -> TestCalls.load(script.result("address")))
        .at(70, 0, "", () -> TestCalls.vfree(script.result("address")))
        .at(90, 0, "other", TestCalls.vmalloc(4096))
        .at(110, 0, "", () -> TestCalls.store(script.result("other"), OTHER_OWNER))
        .at(130, 0, TestCalls.purge())
        .at(150, 0, "again", TestCalls.vmalloc(4096))
        .at(170, 0, "", () -> TestCalls.store(script.result("again"), NEW))
        .at(200, ISOLATED, "second", () -> TestCalls.load(script.result("address")));
  }

  private List<Violation> run(TestRun run) {
    return run(run, 0);
  }

  private List<Violation> run(TestRun run, int unfinished) {
    reuseAddress();
    TestRun.Outcome outcome = run.with(script).run(1);
    assertThat(script.open()).isEqualTo(unfinished);
    assertThat(script.result("again")).isEqualTo(script.result("address"));
    assertThat(script.result("other")).isNotEqualTo(script.result("address"));
    assertThat(script.result("first")).isEqualTo(0xa11ce);
    return outcome.result().violations();
  }

  private void requireStaleUse(List<Violation> violations) {
    Violation violation =
        violations.stream()
            .filter(v -> v.cpu() == ISOLATED)
            .filter(v -> v.monitor().equals(SafetyMonitors.STALE_TRANSLATION))
            .findFirst()
            .orElseThrow();
    assertThat(violation.address()).isEqualTo(script.result("address"));
    assertThat(violation.instruction()).startsWith("__x64_sys_test_load+");
    assertThat(violation.timeNs()).isBetween(200_000L, 230_000L);
    assertThat(violation.cause())
        .contains("the flush of 0x" + Long.toHexString(script.result("address")));
    assertThat(violation.history())
        .anyMatch(line -> line.contains("CPU 0: flush of 0x"))
        .anyMatch(line -> line.contains("purge_vmap_area_lazy"));
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void immediate_everyMachine_readsTheNewPage(boolean pti, boolean pcid) {
    TestRun run =
        new TestRun()
            .set("machine.features.pti", "" + pti)
            .set("machine.features.pcid", "" + pcid)
            .set("machine.features.invpcid", "" + pcid);

    assertThat(run(run)).isEmpty();
    assertThat(script.result("second")).isEqualTo(NEW);
  }

  /* Not even the sender's own CPU flushes then, so that it writes into the other owner's page, too. */
  @Test
  void immediate_handlerSkipsFlush_firesOnBothCpus() {
    List<Violation> violations =
        run(new TestRun().set("faults", "[" + new IpiHandlerSkipsFlush().name() + "]"));

    requireStaleUse(violations);
    assertThat(violations)
        .extracting(v -> v.monitor() + " " + v.cpu())
        .containsExactly(
            SafetyMonitors.ACKNOWLEDGED_NOT_FLUSHED + " " + ISOLATED,
            SafetyMonitors.STALE_TRANSLATION + " 0",
            SafetyMonitors.STALE_TRANSLATION + " " + ISOLATED);
    assertThat(violations.get(0).instruction())
        .startsWith("__flush_smp_call_function_queue+")
        .endsWith("csd_unlock");
    assertThat(violations.get(0).address()).isEqualTo(script.result("address"));
    assertThat(new IpiHandlerSkipsFlush().caughtBy()).isEqualTo(SafetyMonitors.STALE_TRANSLATION);
  }

  @Test
  void cr3Signal_withoutPcid_cr3WriteCatchesUp() {
    TestRun run =
        new TestRun()
            .set("strategies", "[cr3-signal]")
            .set("machine.features.pcid", "false")
            .set("machine.features.invpcid", "false");

    assertThat(run(run)).isEmpty();
    assertThat(script.result("second")).isEqualTo(NEW);
  }

  /* Bit 63 of the value that SWITCH_TO_KERNEL_CR3 writes keeps the entries of the kernel's PCID. */
  @Test
  void cr3Signal_withPcid_cr3WriteKeepsTheOldTranslation() {
    List<Violation> violations = run(new TestRun().set("strategies", "[cr3-signal]"));

    requireStaleUse(violations);
    assertThat(violations)
        .extracting(Violation::monitor)
        .containsExactly(SafetyMonitors.DEFERRED_AND_SKIPPED, SafetyMonitors.STALE_TRANSLATION);
    assertThat(violations.get(0).instruction()).startsWith("__x64_sys_test_load+0x0");
    assertThat(violations.get(0).history())
        .anyMatch(line -> line.contains("do_kernel_range_flush") && line.endsWith("CPU 3"));
    assertThat(script.result("second")).isEqualTo(OTHER_OWNER);
  }

  @Test
  void immediate_kernelDiesAfterAViolation_runEndsThereAndSaysSo() {
    script.at(300, 1, TestCalls.load(NOWHERE));
    List<Violation> violations = run(new TestRun().set("faults", "[ipi-handler-skips-flush]"), 1);

    Violation last = violations.get(violations.size() - 1);
    assertThat(last.monitor()).isEqualTo(SafetyMonitors.KERNEL_OOPS);
    assertThat(last.cpu()).isEqualTo(1);
    assertThat(last.cause()).contains("__x64_sys_test_load", "#PF");
    assertThat(violations.get(0).monitor()).isEqualTo(SafetyMonitors.ACKNOWLEDGED_NOT_FLUSHED);
  }

  @Test
  void immediate_kernelDiesWithoutViolation_isAMistakeOfTheEmulator() {
    script.at(300, 1, TestCalls.load(NOWHERE));

    assertThatThrownBy(() -> run(new TestRun(), 1)).isInstanceOf(KernelBug.class);
  }
}
