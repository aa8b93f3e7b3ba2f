package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.machine.X86;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest on an isolated CPU. */
class KvmGuestTest {

  private static final int VCPU = 3;
  private static final SystemCall KVM_RUN = new SystemCall(16, 0, 0, 0);

  private final Script script = new Script();

  private static TestRun run(String strategy) {
    return new TestRun()
        .set("workloads", "[kvm-guest]")
        .set("strategies", "[\"" + strategy + "\"]");
  }

  private static long perCpu(EmulatedMachine machine, String symbol, int offset) {
    long linear = machine.symbols().perCpu(symbol, VCPU) + offset;
    return machine.arena().memory().read(linear - MemoryMap.PAGE_OFFSET, 4);
  }

  @Test
  void kvmRun_guestRunsInStateGuestWithTheHostsKernelCr3() {
    TestRun.Outcome outcome = run("coalesce-tlbi").with(script.at(10, VCPU, KVM_RUN)).run(1);

    EmulatedMachine machine = outcome.machine();
    long context = perCpu(machine, ContextTracking.SYMBOL, ContextTracking.STATE);
    assertThat(X86.of(machine).cpus().get(VCPU).isInGuest()).isTrue();
    assertThat(context & ContextTracking.STATE_MASK).isEqualTo(ContextTracking.STATE_GUEST);
    assertThat(context & ContextTracking.RCU_WATCHING).isZero();
    assertThat(perCpu(machine, "kernel_cr3_loaded", 0)).isEqualTo(1);
    assertThat(X86.of(machine).cpus().get(VCPU).instructions()).isLessThan(5_000);
  }

  private void purgeWhileTheGuestRuns() {
    script
        .at(10, VCPU, KVM_RUN)
        .at(30, 0, "area", TestCalls.vmalloc(4096))
        .at(50, 0, "", () -> TestCalls.vfree(script.result("area")))
        .at(90, 0, TestCalls.purge());
  }

  /**
   * The signal of the CR3 versions says "kernel" while a guest runs, so that they interrupt it;
   * context tracking knows better. CPU 2 is in user mode.
   */
  @ParameterizedTest
  @CsvSource({
    "immediate, 1, 1",
    "context-work(defers=text-and-tlb), 0, 0",
    "coalesce-tlbi, 0, 1",
    "cr3-signal, 0, 1",
    "latr, 0, 0",
    "oracle, 0, 0"
  })
  void flushWhileTheGuestRuns_hitsTheGuestWhereTheStrategyCannotTell(
      String written, long user, long guest) {
    purgeWhileTheGuestRuns();

    TestRun.Outcome outcome = run(written).with(script).run(1);

    assertThat(outcome.result().ipisPerIsolatedCpu()).containsExactly(user, guest);
    assertThat(X86.of(outcome.machine()).cpus().get(VCPU).isInGuest()).isTrue();
    assertThat(outcome.result().violations()).isEmpty();
  }

  /** Notes the word of context tracking where the vCPU's CPU comes to a function. */
  private record Seen(String symbol, List<Long> words) implements PlantedFaultProvider {
    @Override
    public String name() {
      return "seen";
    }

    @Override
    public String description() {
      return "notes context tracking at " + symbol;
    }

    @Override
    public String caughtBy() {
      return "nobody";
    }

    @Override
    public Routine plantIn(Routine routine) {
      return routine.symbol().equals(symbol) ? new Noting(routine, words) : routine;
    }
  }

  private record Noting(Routine routine, List<Long> words) implements Routine {
    @Override
    public String symbol() {
      return routine.symbol();
    }

    @Override
    public List<String> labels() {
      return routine.labels();
    }

    @Override
    public int locals() {
      return routine.locals();
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.cpu() == VCPU && f.label() == 0) {
        long ct = f.port().perCpu(ContextTracking.SYMBOL, VCPU);
        words.add(f.load(ct + ContextTracking.STATE, 4));
      }
      routine.step(f);
    }
  }

  /** The host's rules: the interrupt is taken after the VM exit, in the state KERNEL. */
  @Test
  void interruptWhileTheGuestRuns_isHandledByTheHostWithRcuWatching() {
    Seen handler = new Seen("__flush_smp_call_function_queue", new ArrayList<>());
    purgeWhileTheGuestRuns();

    TestRun.Outcome outcome = run("immediate").plant(handler).with(script).run(1);

    assertThat(handler.words())
        .hasSize(1)
        .allMatch(word -> (word & ContextTracking.STATE_MASK) == ContextTracking.STATE_KERNEL)
        .allMatch(word -> (word & ContextTracking.RCU_WATCHING) != 0);
    assertThat(X86.of(outcome.machine()).cpus().get(VCPU).isInGuest()).isTrue();
  }

  /**
   * What waited is done by ct_kernel_enter_state() after the VM exit that something else causes.
   */
  @ParameterizedTest
  @ValueSource(strings = {"context-work", "oracle"})
  void textSyncWhileTheGuestRuns_isCaughtUpAtTheVmExit(String strategy) {
    script.at(10, VCPU, KVM_RUN).at(50, 0, TestCalls.key(true));

    TestRun.Outcome outcome = run(strategy).with(script).run(1);

    assertThat(outcome.result().ipisPerIsolatedCpu()).containsOnly(0L);
    assertThat(outcome.result().deferred()).isEqualTo(6);
    assertThat(X86.of(outcome.machine()).cpus().get(VCPU).isInGuest()).isTrue();
  }

  @Test
  void nmi_makesTheGuestExitAndIsHandledByTheHost() {
    TestRun.Outcome outcome =
        run("context-work")
            .set("machine.nmis-per-second", "20000")
            .with(script.at(10, VCPU, KVM_RUN))
            .run(1);

    assertThat(X86.of(outcome.machine()).cpus().get(VCPU).instructions()).isGreaterThan(500);
    assertThat(outcome.result().violations()).isEmpty();
    long nesting = perCpu(outcome.machine(), ContextTracking.SYMBOL, ContextTracking.NMI_NESTING);
    assertThat(nesting).isZero();
  }
}
