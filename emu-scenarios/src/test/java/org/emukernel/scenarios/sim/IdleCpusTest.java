package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.machine.X86;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CPUs in the idle loop, asleep in HLT. */
class IdleCpusTest {

  private static final int IDLE = 3;
  private static final int PAUSE = 34;
  private static final int TGKILL = 234;

  private static SystemCall pause() {
    return new SystemCall(PAUSE, 0, 0, 0);
  }

  private static SystemCall wake(int cpu) {
    return new SystemCall(TGKILL, cpu, 0, 0);
  }

  private static TestRun run() {
    return new TestRun().set("workloads", "[idle]");
  }

  private static long context(EmulatedMachine machine, int cpu) {
    long linear = machine.symbols().perCpu(ContextTracking.SYMBOL, cpu) + ContextTracking.STATE;
    return machine.arena().memory().read(linear - MemoryMap.PAGE_OFFSET, 4);
  }

  @Test
  void pause_cpuSleepsAndRcuDoesNotWatch() {
    TestRun.Outcome outcome = run().with(new Script().at(10, IDLE, pause())).run(1);
    EmulatedMachine machine = outcome.machine();

    assertThat(X86.of(machine).cpus().get(IDLE).isHalted()).isTrue();
    assertThat(context(machine, IDLE) & ContextTracking.STATE_MASK)
        .isEqualTo(ContextTracking.STATE_IDLE);
    assertThat(context(machine, IDLE) & ContextTracking.RCU_WATCHING).isZero();
    assertThat(X86.of(machine).cpus().get(IDLE).instructions()).isLessThan(5_000);
  }

  @Test
  void wakeUp_needResched_leavesTheIdleLoopForUserMode() {
    Script script = new Script().at(10, IDLE, "slept", pause()).at(100, 0, wake(IDLE));

    TestRun.Outcome outcome = run().with(script).run(1);

    assertThat(script.open()).isZero();
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

  /** Sleeping is no approximation: stepping every instruction comes to the same state. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void sleeping_equalsStepping(long seed) {
    long[] hashes = new long[2];
    for (int i = 0; i < 2; i++) {
      Script script = new Script().at(10, IDLE, pause()).at(10, 2, pause());
      script.at(50, 0, wake(IDLE)).at(70, 1, TestCalls.key(true)).at(90, IDLE, pause());
      TestRun run = run().set("seed", "" + seed).with(script);
      TestRun.Outcome outcome = (i == 0 ? run : run.withoutFastForward()).run(1);
      hashes[i] = outcome.machine().arena().hash();
      assertThat(script.open()).isEqualTo(2);
    }
    assertThat(hashes[0]).isEqualTo(hashes[1]);
  }
}
