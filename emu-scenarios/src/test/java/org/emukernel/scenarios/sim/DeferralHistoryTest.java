package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.monitor.SafetyMonitors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each strategy in a machine: an isolated CPU in user mode is left alone, and at its next kernel
 * entry everything that was put off has been done. And what the series' history says went wrong.
 */
class DeferralHistoryTest {

  private static final int ISOLATED = 3;
  private static final int ISOLATED_CPUS = 2;
  private static final int SYNCS_OF_ONE_KEY = 3;
  private static final int SEEDS = 2;
  private static final long OLD = 0xa11ce;
  private static final long OTHER_OWNER = 0xb0b;
  private static final long NEW = 0x1234;

  private final Script script = new Script();

  /* The isolated CPU reads a vmalloc page before and after its address got another page. */
  private void reuseAddress() {
    readPage();
    reusePage();
  }

  private void readPage() {
    script
        .at(10, 0, "address", TestCalls.vmalloc(4096))
        .at(30, 0, "", () -> TestCalls.store(script.result("address"), OLD))
        .at(50, ISOLATED, "first", () -> TestCalls.load(script.result("address")));
  }

  private void reusePage() {
    script
        .at(70, 0, "", () -> TestCalls.vfree(script.result("address")))
        .at(90, 0, "other", TestCalls.vmalloc(4096))
        .at(110, 0, "", () -> TestCalls.store(script.result("other"), OTHER_OWNER))
        .at(130, 0, TestCalls.purge())
        .at(150, 0, "again", TestCalls.vmalloc(4096))
        .at(170, 0, "", () -> TestCalls.store(script.result("again"), NEW))
        .at(200, ISOLATED, "second", () -> TestCalls.load(script.result("address")));
  }

  private TestRun.Outcome run(String strategy) {
    TestRun.Outcome outcome =
        new TestRun().set("strategies", "[\"" + strategy + "\"]").with(script).run(1);
    assertThat(script.open()).isZero();
    return outcome;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "context-work(defers=text-and-tlb)",
        "context-work(defers=text-and-tlb,condition=state)",
        "context-work(defers=text-and-tlb,condition=state,clear-on-exit=false)",
        "context-work(defers=text-and-tlb,condition=rcu-watching-v5)",
        "coalesce-tlbi",
        "coalesce-tlbi(flush=cr4-pge)",
        "latr",
        "oracle"
      })
  void flushWhileInUserMode_waitsAndIsCaughtUp(String strategy) {
    reuseAddress();

    TestRun.Outcome outcome = run(strategy);

    assertThat(script.result("first")).isEqualTo(OLD);
    assertThat(script.result("second")).isEqualTo(NEW);
    assertThat(outcome.result().deferred()).isPositive();
    assertThat(outcome.result().violations()).isEmpty();
    assertThat(outcome.result().ipisPerIsolatedCpu()).containsOnly(0L);
  }

  /* The isolated CPU has executed both sites before, so that it holds their old bytes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "context-work",
        "context-work(condition=state)",
        "context-work(clear-on-exit=false)",
        "context-work(condition=rcu-watching-v5)",
        "coalesce-tlbi",
        "cr3-signal",
        "oracle"
      })
  void textSyncWhileInUserMode_waitsAndIsCaughtUp(String strategy) {
    script
        .at(10, ISOLATED, "before", TestCalls.keys(0, 2, 0))
        .at(100, 0, TestCalls.key(true))
        .at(200, ISOLATED, "after", TestCalls.keys(0, 2, 0));

    TestRun.Outcome outcome = run(strategy);

    assertThat(script.result("before")).isZero();
    assertThat(script.result("after")).isEqualTo(2);
    assertThat(outcome.result().violations()).isEmpty();
    assertThat(outcome.result().deferred()).isEqualTo(SYNCS_OF_ONE_KEY * ISOLATED_CPUS);
    assertThat(outcome.result().ipisPerIsolatedCpu()).containsOnly(0L);
  }

  /* While the isolated CPU executes the site in the kernel, another toggles the key. */
  private List<Violation> toggleUnderAnExecutingCpu(String strategy) {
    List<Violation> violations = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      Script toggles = new Script().at(10, ISOLATED, TestCalls.keys(0, 700, 300));
      for (int i = 0; i < 30; i++) {
        toggles.at(20, 0, TestCalls.key(i % 2 == 0));
      }
      TestRun run =
          new TestRun().set("strategies", "[\"" + strategy + "\"]").set("seed", "" + seed);
      violations.addAll(run.with(toggles).run(1).result().violations());
    }
    return violations;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "context-work",
        "context-work(condition=state)",
        "coalesce-tlbi",
        "cr3-signal",
        "latr",
        "oracle"
      })
  void textSyncWhileInTheKernel_isSent(String strategy) {
    assertThat(toggleUnderAnExecutingCpu(strategy)).isEmpty();
  }

  /* As above, but the isolated CPU is in a long system call while its translation goes stale. */
  private TestRun.Outcome reuseAddressWhileInTheKernel(String strategy) {
    readPage();
    script.at(60, ISOLATED, TestCalls.keys(0, 700, 300));
    reusePage();
    TestRun.Outcome outcome =
        new TestRun().set("strategies", "[\"" + strategy + "\"]").with(script).run(3);
    assertThat(script.open()).isZero();
    return outcome;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "context-work(defers=text-and-tlb)",
        "context-work(defers=text-and-tlb,condition=state)",
        "coalesce-tlbi",
        "oracle"
      })
  void flushWhileInTheKernel_isSent(String strategy) {
    TestRun.Outcome outcome = reuseAddressWhileInTheKernel(strategy);

    assertThat(outcome.result().violations()).isEmpty();
    assertThat(script.result("second")).isEqualTo(NEW);
  }

  /*
   * v5 and v6 set CT_RCU_WATCHING in what they expect, so that the cmpxchg succeeds in the kernel; and ct_state_inc_clear_work() throws
   * the bit away on the way out.
   */
  @Test
  void flushWhileInTheKernel_conditionOfV5_isPutOffAndThrownAway() {
    TestRun.Outcome outcome =
        reuseAddressWhileInTheKernel("context-work(defers=text-and-tlb,condition=rcu-watching-v5)");

    assertThat(outcome.result().violations())
        .allMatch(v -> v.cpu() == ISOLATED)
        .extracting(Violation::monitor)
        .containsExactly(SafetyMonitors.DEFERRED_AND_SKIPPED, SafetyMonitors.STALE_TRANSLATION);
    assertThat(script.result("second")).isEqualTo(OTHER_OWNER);
  }

  /* A bit that is kept is late, not lost. */
  @Test
  void flushWhileInTheKernel_conditionOfV5_bitsKept_isDoneAtTheNextEntry() {
    TestRun.Outcome outcome =
        reuseAddressWhileInTheKernel(
            "context-work(defers=text-and-tlb,condition=rcu-watching-v5,clear-on-exit=false)");

    assertThat(outcome.result().violations()).isEmpty();
    assertThat(script.result("second")).isEqualTo(NEW);
  }

  /** default_do_nmi() as perf's is: it comes to a patchable site. */
  private record ProbingNmi() implements Routine {
    @Override
    public String symbol() {
      return "default_do_nmi";
    }

    @Override
    public List<String> labels() {
      return List.of("static_key_probe_0", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 0) {
        f.call(f.port().symbol("static_key_probe_0"));
      } else {
        f.ret();
      }
    }
  }

  /*
   * The syncs of ten changes of a key wait for the isolated CPUs, which take NMIs in user mode. Without PTI: with it the MOV to CR3
   * serialises before any C function runs.
   */
  private TestRun.Outcome nmisWhileSyncsWait(String strategy) {
    for (int i = 0; i < 10; i++) {
      script.at(10 + 80L * i, 0, TestCalls.key(i % 2 == 0));
    }
    TestRun.Outcome outcome =
        new TestRun()
            .set("strategies", "[\"" + strategy + "\"]")
            .set("machine.nmis-per-second", "20000")
            .set("machine.features.pti", "false")
            .machine(spec -> TestRun.withParts(spec, KernelPart.of(new ProbingNmi())))
            .with(script)
            .run(1);
    assertThat(outcome.result().deferred()).isPositive();
    return outcome;
  }

  /** An NMI out of user mode runs instrumentable code before __ct_user_exit() is ever called. */
  @Test
  void nmiOutOfUserMode_noFlushInNmiEnter_executesWhatWasPatchedAway() {
    TestRun.Outcome outcome = nmisWhileSyncsWait("context-work(flush-in-nmi-enter=false)");

    assertThat(outcome.result().violations())
        .first()
        .matches(v -> v.cpu() >= 2)
        .matches(v -> v.monitor().equals(SafetyMonitors.DEFERRED_AND_SKIPPED))
        .matches(v -> v.instruction().startsWith("default_do_nmi+0x0"));
    assertThat(outcome.result().violations())
        .filteredOn(v -> v.monitor().equals(SafetyMonitors.STALE_INSTRUCTION))
        .first()
        .matches(v -> v.cpu() >= 2)
        .matches(v -> v.instruction().startsWith("static_key_probe_0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"context-work", "context-work(condition=state)"})
  void nmiOutOfUserMode_flushInNmiEnter_executesTheNewText(String strategy) {
    assertThat(nmisWhileSyncsWait(strategy).result().violations()).isEmpty();
  }

  @Test
  void report_variants_haveNamesOfTheirOwn() {
    reuseAddress();
    TestRun.Outcome outcome = run("coalesce-tlbi(flush=cr4-pge)");

    assertThat(outcome.result().strategy()).isEqualTo("coalesce-tlbi(flush=cr4-pge)");
  }
}
