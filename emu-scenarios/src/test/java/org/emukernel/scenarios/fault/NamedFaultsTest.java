package org.emukernel.scenarios.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.ServiceLoader;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.monitor.SafetyMonitors;
import org.emukernel.scenarios.sim.Script;
import org.emukernel.scenarios.sim.TestCalls;
import org.emukernel.scenarios.sim.TestRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each fault fires the monitor that it names; the same run without it fires none. */
class NamedFaultsTest {

  private static final int ISOLATED = 3;

  /* Where the image's writable data begins: 4 MiB behind its start. */
  private static final long KERNEL_DATA = 0xffff_ffff_8140_0000L;

  private static String caughtBy(String fault) {
    return ServiceLoader.load(PlantedFaultProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals(fault))
        .map(PlantedFaultProvider::caughtBy)
        .findFirst()
        .orElseThrow();
  }

  /* The isolated CPU reads a page, which is freed and purged, and executes a site, whose key is toggled; then it comes back. */
  private static Script script() {
    Script script = new Script();
    return script
        .at(10, 0, "address", TestCalls.vmalloc(4096))
        .at(50, ISOLATED, "", () -> TestCalls.load(script.result("address")))
        .at(60, ISOLATED, TestCalls.keys(0, 2, 0))
        .at(90, 0, "", () -> TestCalls.vfree(script.result("address")))
        .at(130, 0, TestCalls.purge())
        .at(160, 0, TestCalls.key(true))
        .at(200, ISOLATED, TestCalls.keys(0, 2, 0))
        .at(300, ISOLATED, SystemCall.userLoad(KERNEL_DATA));
  }

  private static List<Violation> violations(String strategy, String faults) {
    return new TestRun()
        .set("strategies", "[\"" + strategy + "\"]")
        .set("faults", faults)
        .with(script())
        .run(1)
        .result()
        .violations();
  }

  @ParameterizedTest
  @CsvSource({
    "pte-not-cleared, immediate",
    "ack-before-flush, immediate",
    "cr3-not-serialising, cr3-signal",
    "skip-ct-user-exit, immediate",
    "skip-ct-work-flush, 'context-work(defers=text-and-tlb)'",
    "exit-keeps-kernel-cr3, immediate",
    "user-root-maps-kernel, immediate",
    "entry-text-unmapped, immediate"
  })
  void fault_planted_monitorThatItNamesFires(String fault, String strategy) {
    List<Violation> violations = violations(strategy, "[" + fault + "]");

    assertThat(violations).extracting(Violation::monitor).contains(caughtBy(fault));
    assertThat(violations)
        .allSatisfy(v -> assertThat(v.instruction()).isNotBlank())
        .allSatisfy(v -> assertThat(v.cause()).contains("CPU "));
  }

  /* Nobody is interrupted, which would drain the sender's store buffer: all but the sender are isolated, and in user mode. */
  private static List<Violation> unmapWithStoreBuffer(String faults) {
    Script script = new Script();
    TestRun run =
        new TestRun()
            .set("strategies", "[cr3-signal]")
            .set("machine.isolated", "1-3")
            .set("machine.store-buffer", "16")
            .set("machine.features.pcid", "false")
            .set("machine.features.invpcid", "false")
            .set("kernel.debug-pagealloc", "true")
            .set("faults", faults)
            .with(
                script
                    .at(10, 0, "address", TestCalls.vmalloc(4096))
                    .at(90, 0, "", () -> TestCalls.vfree(script.result("address"))));
    TestRun.Outcome outcome = run.run(1);
    assertThat(script.open()).isZero();
    assertThat(outcome.result().deferred()).isEqualTo(3);
    return outcome.result().violations();
  }

  @Test
  void plainPteStore_flushDeferred_isSeenWhereTheTargetIsLetGo() {
    List<Violation> violations = unmapWithStoreBuffer("[plain-pte-store]");

    assertThat(violations).extracting(Violation::monitor).containsOnly(caughtBy("plain-pte-store"));
    assertThat(violations.get(0).cpu()).isZero();
    assertThat(violations.get(0).instruction())
        .startsWith("smp_call_function_many_cond+")
        .endsWith("cond");
  }

  @Test
  void exchangedPte_flushDeferred_nothingFires() {
    assertThat(unmapWithStoreBuffer("[]")).isEmpty();
  }

  @Test
  void faults_all_areCaughtByAKnownMonitor() {
    assertThat(ServiceLoader.load(PlantedFaultProvider.class).stream())
        .extracting(provider -> provider.get().caughtBy())
        .isSubsetOf(
            SafetyMonitors.STALE_TRANSLATION,
            SafetyMonitors.STALE_INSTRUCTION,
            SafetyMonitors.TORN_INSTRUCTION,
            SafetyMonitors.ACKNOWLEDGED_NOT_FLUSHED,
            SafetyMonitors.DEFERRED_AND_SKIPPED,
            SafetyMonitors.DEFERRED_BEFORE_VISIBLE,
            SafetyMonitors.FREED_AREA_MAPPED,
            SafetyMonitors.RCU_NOT_WATCHING,
            SafetyMonitors.WRONG_CR3,
            SafetyMonitors.USER_ACCESS,
            SafetyMonitors.LOST_CPU,
            SafetyMonitors.STUCK_SENDER);
  }

  @ParameterizedTest
  @CsvSource({"immediate", "'context-work(defers=text-and-tlb)'", "coalesce-tlbi", "oracle"})
  void noFault_sameRun_nothingFires(String strategy) {
    assertThat(violations(strategy, "[]")).isEmpty();
  }
}
