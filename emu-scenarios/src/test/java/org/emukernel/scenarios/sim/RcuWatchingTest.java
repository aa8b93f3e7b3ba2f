package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.emukernel.api.spi.SystemCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who reads the counter of context tracking: RCU compares snapshots of it, of 2 bits in
 * rcutorture's setup (CONFIG_RCU_DYNTICKS_TORTURE); the strategies compare the whole word at one
 * time.
 */
class RcuWatchingTest {

  private static final int ISOLATED = 279;
  private static final SystemCall GETPID = new SystemCall(39, 0, 0, 0);
  private static final int GRACE_PERIODS = 40;

  /* The isolated CPU makes system calls without a pause while CPU 0 asks for grace periods. */
  private static long ipis(String bits) {
    Script script = new Script();
    for (int i = 0; i < GRACE_PERIODS; i++) {
      script.at(20, 0, TestCalls.function("synchronize_rcu_expedited"));
    }
    for (int i = 0; i < 800; i++) {
      script.at(10, ISOLATED, TestCalls.keys(0, 1, 60));
    }
    CountedCalls handler = new CountedCalls("rcu_exp_handler");
    TestRun.Outcome outcome =
        new TestRun()
            .set("machine.cpus", "280")
            .set("machine.isolated", "1-279")
            .set("kernel.rcu-watching-bits", bits)
            .plant(handler)
            .with(script)
            .run(1);
    assertThat(outcome.result().violations()).isEmpty();
    return handler.calls();
  }

  /**
   * Between snapshot and second look the CPU leaves the kernel and comes back twice, so that 2 bits
   * are as before: it is interrupted though it has been outside. Never the other way round: a CPU
   * that has not left has the same bits.
   */
  @Test
  void synchronizeRcuExpedited_counterOfTwoBitsComesRound_interruptsInVain() {
    assertThat(ipis("28")).isZero();
    assertThat(ipis("2")).isBetween(1L, (long) GRACE_PERIODS);
  }

  /** In the kernel all the time: no width may let it pass. */
  @ParameterizedTest
  @ValueSource(strings = {"2", "28"})
  void synchronizeRcuExpedited_cpuInTheKernel_isInterrupted(String bits) {
    Script script = new Script().at(10, 3, TestCalls.keys(0, 20, 1000));
    script.at(20, 0, TestCalls.function("synchronize_rcu_expedited"));
    CountedCalls handler = new CountedCalls("rcu_exp_handler");

    new TestRun()
        .set("machine.isolated", "1-3")
        .set("kernel.rcu-watching-bits", bits)
        .plant(handler)
        .with(script)
        .run(1);

    assertThat(handler.calls()).isEqualTo(1);
    assertThat(script.open()).isZero();
  }

  /** No strategy reads a snapshot: what is left of the counter makes no difference to any. */
  @ParameterizedTest
  @CsvSource({
    "context-work(defers=text-and-tlb)",
    "context-work(defers=text-and-tlb;condition=state)",
    "coalesce-tlbi",
    "cr3-signal"
  })
  void strategies_counterOfTwoBits_doTheSame(String strategy) {
    assertThat(finalHash(strategy.replace(';', ','), "2"))
        .isEqualTo(finalHash(strategy.replace(';', ','), "28"));
  }

  private static long finalHash(String strategy, String bits) {
    Script script = new Script();
    for (int i = 0; i < 200; i++) {
      script.at(10, 2, GETPID);
    }
    for (int i = 0; i < 6; i++) {
      script.at(15, 0, TestCalls.key(i % 2 == 0));
      script.at(20, 0, TestCalls.purge());
    }
    TestRun.Outcome outcome =
        new TestRun()
            .set("strategies", "[\"" + strategy + "\"]")
            .set("kernel.rcu-watching-bits", bits)
            .with(script)
            .run(1);
    assertThat(script.open()).isZero();
    assertThat(outcome.result().violations()).isEmpty();
    return outcome.machine().arena().hash();
  }
}
