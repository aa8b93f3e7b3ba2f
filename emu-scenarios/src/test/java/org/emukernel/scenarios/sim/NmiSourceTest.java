package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.emukernel.api.verdict.Violation;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.monitor.SafetyMonitors;
import org.junit.jupiter.api.Test;

/** NMIs in simulations: their rate, that they disturb nothing, and what they find. */
class NmiSourceTest {

  private static final int PER_SECOND = 100_000;
  private static final int CPUS = 4;

  private static TestRun run(String strategy) {
    return new TestRun()
        .set("strategies", "[" + strategy + "]")
        .set("workloads", "[{name=process-churn, processes-per-second=100000, burst=10}]")
        .set("machine.nmis-per-second", "" + PER_SECOND);
  }

  private static long handled(EmulatedMachine machine, int cpu) {
    long nmiCount = machine.symbols().perCpu("irq_stat", cpu) + 4;
    return machine.arena().memory().read(nmiCount - MemoryMap.PAGE_OFFSET, 4);
  }

  @Test
  void run_withNmis_eachCpuHandlesThemAtThatRateAndNothingBreaks() {
    TestRun.Outcome outcome = run("immediate").run(10);

    long sum = 0;
    for (int cpu = 0; cpu < CPUS; cpu++) {
      assertThat(handled(outcome.machine(), cpu)).isBetween(800L, 1200L);
      sum += handled(outcome.machine(), cpu);
    }
    /* 4000 are expected; the standard deviation of a Poisson distribution is its root, 63. */
    assertThat(sum).isBetween(3700L, 4300L);
    assertThat(outcome.result().violations()).isEmpty();
  }

  @Test
  void run_withNmisOnAndOffFastForward_sameResultAndSameState() {
    TestRun.Outcome on = run("immediate").run(1);
    TestRun.Outcome off = run("immediate").withoutFastForward().run(1);

    assertThat(off.result()).isEqualTo(on.result());
    assertThat(off.machine().arena().diff(on.machine().arena().snapshot())).isEmpty();
  }

  /**
   * The note of paranoid_entry goes through whatever GS base is there. An NMI between SYSCALL and
   * SWAPGS, or between SWAPGS and SYSRETQ, makes it fault with the user's CR3, where no handler is
   * mapped: that CPU faults for ever. The run ends there and says so.
   */
  @Test
  void run_cr3SignalWithNmis_losesACpuToAnNmiWhileGsIsTheUsers() {
    assertThat(run("immediate").run(20).result().violations()).isEmpty();
    List<Violation> violations = run("cr3-signal").run(20).result().violations();

    assertThat(violations)
        .extracting(Violation::monitor)
        .containsExactly(SafetyMonitors.WRONG_CR3, SafetyMonitors.LOST_CPU);
    Violation handler = violations.get(0);
    assertThat(handler.instruction()).startsWith("exc_page_fault");
    Violation lost = violations.get(1);
    assertThat(lost.instruction()).startsWith("paranoid_entry+").contains("movl $0x1,%gs:0x");
    assertThat(lost.cause())
        .contains("without a return from any", "the first fault was #PF on 0x")
        .contains("the outermost exception NMI at entry_SYS");
  }
}
