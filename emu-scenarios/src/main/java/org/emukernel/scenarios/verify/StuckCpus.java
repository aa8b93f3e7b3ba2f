package org.emukernel.scenarios.verify;

import java.util.List;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/** Says of CPUs that never come back to user mode what they are stuck in. */
final class StuckCpus {

  private final ExploredMachine machine;
  private final int stuck;

  /**
   * Looks at a machine.
   *
   * @param stuck the CPUs, a bit each
   */
  StuckCpus(ExploredMachine machine, int stuck) {
    this.machine = machine;
    this.stuck = stuck;
  }

  /** {@return what there is to say of the first that waits, or else of the first} */
  Violation violation() {
    int waiting = stuck & machine.waiting();
    return waiting != 0
        ? report(first(waiting), SafetyMonitors.SENDER_WAITS_FOR_EVER)
        : report(first(stuck), SafetyMonitors.CPU_NEVER_RETURNS);
  }

  private static int first(int cpus) {
    return Integer.numberOfTrailingZeros(cpus);
  }

  private Violation report(int cpu, String monitor) {
    int target = machine.machine().monitors().waitsFor(cpu);
    String what =
        target < 0
            ? "CPU %d never comes back to user mode".formatted(cpu)
            : "CPU %d waits for CPU %d to acknowledge its call".formatted(cpu, target);
    boolean isDeadlock = Integer.bitCount(stuck) == machine.cpus();
    String cause =
        "%s: nothing that may still happen ends this%s%s"
            .formatted(what, others(cpu), isDeadlock ? "; every CPU is stuck: a deadlock" : "");
    return new Violation(
        monitor, cpu, 0, machine.machine().place(cpu), 0, cause, List.<String>of());
  }

  private String others(int than) {
    StringBuilder text = new StringBuilder();
    for (int cpu = 0; cpu < machine.cpus(); cpu++) {
      if (cpu != than && (stuck >> cpu & 1) != 0) {
        text.append("; CPU %d is stuck at %s".formatted(cpu, machine.machine().place(cpu)));
      }
    }
    return text.toString();
  }
}
