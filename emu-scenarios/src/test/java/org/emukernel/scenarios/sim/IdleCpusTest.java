package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.emukernel.api.smp.IdleFlags;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.machine.X86;
import org.emukernel.scenarios.monitor.SafetyMonitors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CPUs in the idle loop, asleep in HLT or MWAIT. */
class IdleCpusTest {

  private static final int IDLE = 3;
  private static final int PAUSE = 34;
  private static final int TGKILL = 234;
  private static final String MWAIT = "true";
  private static final String HLT = "false";

  private static SystemCall pause() {
    return new SystemCall(PAUSE, 0, 0, 0);
  }

  private static SystemCall wake(int cpu) {
    return new SystemCall(TGKILL, cpu, 0, 0);
  }

  private static TestRun run() {
    return run(MWAIT);
  }

  private static TestRun run(String mwait) {
    return new TestRun().set("workloads", "[idle]").set("machine.features.mwait", mwait);
  }

  private static long flags(EmulatedMachine machine) {
    long linear = machine.symbols().perCpu(IdleFlags.SYMBOL, IDLE);
    return machine.arena().memory().readLong(linear - MemoryMap.PAGE_OFFSET);
  }

  private static long context(EmulatedMachine machine, int cpu) {
    long linear = machine.symbols().perCpu(ContextTracking.SYMBOL, cpu) + ContextTracking.STATE;
    return machine.arena().memory().read(linear - MemoryMap.PAGE_OFFSET, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {MWAIT, HLT})
  void pause_cpuSleepsAndRcuDoesNotWatch(String mwait) {
    TestRun.Outcome outcome = run(mwait).with(new Script().at(10, IDLE, pause())).run(1);
    EmulatedMachine machine = outcome.machine();

    assertThat(X86.of(machine).cpus().get(IDLE).isHalted()).isTrue();
    assertThat(context(machine, IDLE) & ContextTracking.STATE_MASK)
        .isEqualTo(ContextTracking.STATE_IDLE);
    assertThat(context(machine, IDLE) & ContextTracking.RCU_WATCHING).isZero();
    assertThat(X86.of(machine).cpus().get(IDLE).instructions()).isLessThan(5_000);
    assertThat(flags(machine)).isEqualTo(mwait.equals(MWAIT) ? IdleFlags.POLLING_NRFLAG : 0);
  }

  /** In HLT it takes an IPI; in MWAIT the store to the polled flags is enough. */
  @ParameterizedTest
  @CsvSource({HLT + ", 1", MWAIT + ", 0"})
  void wakeUp_needResched_leavesTheIdleLoopForUserMode(String mwait, long ipis) {
    Script script = new Script().at(10, IDLE, "slept", pause()).at(100, 0, wake(IDLE));
    CountedCalls reschedules = new CountedCalls("resched_idle", 2);

    TestRun.Outcome outcome = run(mwait).plant(reschedules).with(script).run(1);

    assertThat(script.open()).isZero();
    assertThat(reschedules.calls()).isEqualTo(ipis);
    assertThat(flags(outcome.machine())).isZero();
    assertThat(X86.of(outcome.machine()).cpus().get(IDLE).registers().cpl()).isEqualTo(3);
    assertThat(context(outcome.machine(), IDLE) & ContextTracking.STATE_MASK)
        .isEqualTo(ContextTracking.STATE_USER);
    assertThat(outcome.result().violations()).isEmpty();
  }

  /** An interrupt that wakes nobody: handled with RCU watching, then back to sleep. */
  @Test
  void interruptOutOfIdle_sleepsOn() {
    Script script = new Script().at(10, IDLE, pause()).at(50, 0, "area", TestCalls.vmalloc(4096));
    script
        .at(100, 0, "", () -> TestCalls.vfree(script.result("area")))
        .at(150, 0, TestCalls.purge());

    TestRun.Outcome outcome = run().with(script).run(1);

    assertThat(X86.of(outcome.machine()).cpus().get(IDLE).isHalted()).isTrue();
    assertThat(context(outcome.machine(), IDLE) & ContextTracking.RCU_WATCHING).isZero();
    assertThat(outcome.result().ipisPerIsolatedCpu()).containsExactly(1L, 0L);
  }

  static Stream<Arguments> strategies() {
    return Stream.of(
        Arguments.of("immediate", 0L),
        Arguments.of("context-work(defers=text-and-tlb)", 2L),
        Arguments.of("context-work(condition=state,defers=text-and-tlb)", 2L));
  }

  /** The series' bits serve idle CPUs, too. */
  @ParameterizedTest
  @MethodSource("strategies")
  void flushWhileIdle_waitsForTheWakeUp(String strategy, long deferred) {
    Script script = new Script().at(10, 0, "address", TestCalls.vmalloc(4096));
    script
        .at(30, 0, "", () -> TestCalls.store(script.result("address"), 1))
        .at(50, IDLE, "", () -> TestCalls.load(script.result("address")))
        .at(60, IDLE, pause())
        .at(70, 0, "", () -> TestCalls.vfree(script.result("address")))
        .at(90, 0, "other", TestCalls.vmalloc(4096))
        .at(130, 0, TestCalls.purge())
        .at(150, 0, "again", TestCalls.vmalloc(4096))
        .at(170, 0, "", () -> TestCalls.store(script.result("again"), 2))
        .at(200, 0, wake(IDLE))
        .at(250, IDLE, "read", () -> TestCalls.load(script.result("address")));

    TestRun.Outcome outcome = run().set("strategies", "[\"" + strategy + "\"]").with(script).run(1);

    assertThat(script.open()).isZero();
    assertThat(script.result("again")).isEqualTo(script.result("address"));
    assertThat(script.result("read")).isEqualTo(2);
    assertThat(outcome.result().violations()).isEmpty();
    assertThat(outcome.result().deferred()).isEqualTo(deferred);
  }

  /*
   * An interrupt out of idle loads from a vmalloc area for 100 us; meanwhile the area is unmapped, flushed and given to somebody else.
   * Until the handler returns the state field says IDLE, and CT_RCU_WATCHING says that kernel code runs.
   */
  private TestRun.Outcome flushWhileAnInterruptOutOfIdleRuns(String condition) {
    Script script = new Script().at(10, 0, "address", TestCalls.vmalloc(4096));
    script
        .at(30, 0, "", () -> TestCalls.store(script.result("address"), 1))
        .at(50, IDLE, "", () -> TestCalls.load(script.result("address")))
        .at(60, IDLE, pause())
        .at(70, 1, "", () -> TestCalls.slowLoadOn(IDLE, script.result("address")))
        .at(80, 0, "", () -> TestCalls.vfree(script.result("address")))
        .at(90, 0, TestCalls.purge())
        .at(110, 0, "again", TestCalls.vmalloc(4096));
    TestRun.Outcome outcome =
        run(HLT)
            .set(
                "strategies", "[\"context-work(defers=text-and-tlb,condition=" + condition + ")\"]")
            .with(script)
            .run(1);
    assertThat(script.open()).isEqualTo(1);
    assertThat(script.result("again")).isEqualTo(script.result("address"));
    return outcome;
  }

  /** What v4's "context_state" change and v5's CT_RCU_WATCHING mended. */
  @Test
  void flushInAnInterruptOutOfIdle_conditionState_isPutOffThoughKernelCodeRuns() {
    TestRun.Outcome outcome = flushWhileAnInterruptOutOfIdleRuns("state");

    assertThat(outcome.result().violations())
        .hasSize(1)
        .allMatch(v -> v.cpu() == IDLE)
        .allMatch(v -> v.monitor().equals(SafetyMonitors.STALE_TRANSLATION))
        .allMatch(v -> v.instruction().startsWith("test_slow_load"));
    assertThat(outcome.result().deferred()).isEqualTo(2);
  }

  @Test
  void flushInAnInterruptOutOfIdle_conditionRcuWatching_isSent() {
    TestRun.Outcome outcome = flushWhileAnInterruptOutOfIdleRuns("rcu-watching");

    assertThat(outcome.result().violations()).isEmpty();
    assertThat(outcome.result().deferred()).isEqualTo(1);
  }

  /**
   * call_function_single_prep_ipi(): a call to one CPU that polls is left in its queue, and
   * do_idle() runs it on its way out; a call to several CPUs is sent.
   */
  @ParameterizedTest
  @CsvSource({HLT + ", 2, false", MWAIT + ", 2, true", HLT + ", 3, false", MWAIT + ", 3, false"})
  void callWhileIdle_singleTargetThatPolls_takesNoIpi(String mwait, String cpus, boolean polled) {
    CountedCalls handler = new CountedCalls("__flush_smp_call_function_queue");
    CountedCalls flush = new CountedCalls("flush_smp_call_function_queue");
    CountedCalls called = new CountedCalls("do_sync_core");
    Script script = new Script().at(10, 1, pause()).at(100, 0, TestCalls.key(true));

    TestRun.Outcome outcome =
        new TestRun()
            .set("workloads", "[idle]")
            .set("machine.cpus", cpus)
            .set("machine.isolated", "")
            .set("machine.features.mwait", mwait)
            .plant(handler, flush, called)
            .with(script)
            .run(1);

    int targets = Integer.parseInt(cpus) - 1;
    /* One may meet the CPU on its way back to sleep, where it does not poll. */
    assertThat(flush.calls()).isBetween(polled ? 2L : 0L, polled ? 3L : 0L);
    assertThat(handler.calls()).isEqualTo(3L * targets);
    assertThat(called.calls()).isEqualTo(3L * (targets + 1));
    assertThat(X86.of(outcome.machine()).cpus().get(1).isHalted()).isTrue();
  }

  /** Sleeping is no approximation: stepping every instruction comes to the same state. */
  @ParameterizedTest
  @CsvSource({"1, " + HLT, "2, " + HLT, "1, " + MWAIT, "2, " + MWAIT})
  void sleeping_equalsStepping(long seed, String mwait) {
    long[] hashes = new long[2];
    for (int i = 0; i < 2; i++) {
      Script script = new Script().at(10, IDLE, pause()).at(10, 2, pause());
      script.at(50, 0, wake(IDLE)).at(70, 1, TestCalls.key(true)).at(90, IDLE, pause());
      TestRun run = run(mwait).set("seed", "" + seed).with(script);
      TestRun.Outcome outcome = (i == 0 ? run : run.withoutFastForward()).run(1);
      hashes[i] = outcome.machine().arena().hash();
      assertThat(script.open()).isEqualTo(2);
    }
    assertThat(hashes[0]).isEqualTo(hashes[1]);
  }
}
