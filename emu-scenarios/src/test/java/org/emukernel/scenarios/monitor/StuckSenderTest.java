package org.emukernel.scenarios.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.emukernel.api.choice.Cost;
import org.emukernel.api.choice.CostModel;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.machine.HardwareSpec;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.fault.LostIpi;
import org.emukernel.scenarios.machine.MachineSpec;
import org.emukernel.scenarios.sim.Script;
import org.emukernel.scenarios.sim.TestCalls;
import org.emukernel.scenarios.sim.TestRun;
import org.junit.jupiter.api.Test;

/** Receivers that never unlock their CSD. */
class StuckSenderTest {

  /* So slow that five seconds of polling are few steps. */
  private static final long STEP_PS = 50_000_000;

  private static MachineSpec slow(MachineSpec spec, List<PlantedFaultProvider> faults) {
    CostModel costs =
        cost -> cost == Cost.ROUTINE_STEP ? STEP_PS : spec.hardware().costs().picoseconds(cost);
    HardwareSpec fast = spec.hardware();
    HardwareSpec hardware =
        new HardwareSpec(
            fast.cpus(),
            fast.isolated(),
            fast.memoryBytes(),
            fast.features(),
            fast.storeBufferEntries(),
            costs,
            fast.chooser(),
            fast.rcuWatchingBits());
    return new MachineSpec(
        spec.architecture(),
        hardware,
        spec.strategy(),
        spec.kernel(),
        faults,
        spec.parts(),
        spec.systemCalls());
  }

  private static TestRun.Outcome run(List<PlantedFaultProvider> faults, long ms) {
    return new TestRun()
        .machine(spec -> slow(spec, faults))
        .with(new Script().at(10, 1, TestCalls.key(true)))
        .run(ms);
  }

  @Test
  void wait_queueNeverFlushed_isReportedOnce() {
    TestRun.Outcome outcome = run(List.of(new ForgetsQueue()), 7000);

    List<Violation> violations = outcome.result().violations();
    assertThat(violations).hasSize(1);
    Violation violation = violations.get(0);
    assertThat(violation.monitor()).isEqualTo(SafetyMonitors.STUCK_SENDER);
    assertThat(violation.cpu()).isEqualTo(1);
    assertThat(violation.instruction()).startsWith("smp_call_function_many_cond+");
    assertThat(violation.cause()).startsWith("CPU 0 has not acknowledged");
    assertThat(violation.timeNs()).isBetween(5_000_000_000L, 5_100_000_000L);
    assertThat(violation.history()).anyMatch(line -> line.contains("patch of static_key_probe_0"));
  }

  @Test
  void wait_interruptNeverSent_isReported() {
    LostIpi fault = new LostIpi();

    List<Violation> violations = run(List.of(fault), 7000).result().violations();

    assertThat(violations).extracting(Violation::monitor).containsExactly(fault.caughtBy());
  }

  @Test
  void wait_noFault_isNotReported() {
    assertThat(run(List.of(), 7000).result().violations()).isEmpty();
  }

  /** Takes the interrupt and acknowledges it, and leaves the queue as it is. */
  private record ForgetsQueue() implements PlantedFaultProvider {

    @Override
    public String name() {
      return "forgets-queue";
    }

    @Override
    public String description() {
      return "__flush_smp_call_function_queue() does nothing";
    }

    @Override
    public String caughtBy() {
      return SafetyMonitors.STUCK_SENDER;
    }

    @Override
    public Routine plantIn(Routine routine) {
      return routine.symbol().equals("__flush_smp_call_function_queue")
          ? new Nothing(routine.symbol())
          : routine;
    }
  }

  private record Nothing(String symbol) implements Routine {

    @Override
    public List<String> labels() {
      return List.of("return");
    }

    @Override
    public void step(RoutineFrame f) {
      f.ret();
    }
  }
}
