package org.emukernel.scenarios.monitor;

import org.emukernel.api.machine.CpuPort;

/** Whom each sender waits for, and in a simulation whether it has waited too long. */
final class Waits {

  private static final int TARGET = 0;
  private static final int SINCE = 0;

  static final int CELLS = 1;
  static final int TIME_CELLS = 1;

  private final Cells targets;
  private final Cells times;
  private final WatchedMachine machine;
  private final ViolationLog log;

  /**
   * Watches senders.
   *
   * @param targets 0, or whom each waits for and 1
   * @param times since when, ns
   */
  Waits(Cells targets, Cells times, WatchedMachine machine, ViolationLog log) {
    this.targets = targets;
    this.times = times;
    this.machine = machine;
    this.log = log;
  }

  void started(CpuPort sender, int target) {
    targets.set(sender.cpu(), TARGET, target + 1L);
    times.set(sender.cpu(), SINCE, sender.nowNs());
  }

  void ended(CpuPort sender) {
    targets.set(sender.cpu(), TARGET, 0);
  }

  /** {@return whom a CPU waits for, or -1} */
  int waitsFor(int cpu) {
    return (int) targets.get(cpu, TARGET) - 1;
  }

  void check(int cpu) {
    if (targets.isSet(cpu, TARGET) && machine.nowNs(cpu) > limitNs(cpu)) {
      int target = waitsFor(cpu);
      targets.set(cpu, TARGET, 0);
      String cause = "CPU " + target + " has not acknowledged its call for 5 s";
      log.report(machine, SafetyMonitors.STUCK_SENDER, cpu, 0, cause);
    }
  }

  private long limitNs(int cpu) {
    return times.get(cpu, SINCE) + SafetyMonitors.CSD_LOCK_TIMEOUT_NS;
  }

  long limitPs(int cpu) {
    return targets.isSet(cpu, TARGET) ? (limitNs(cpu) + 1) * 1000 : Long.MAX_VALUE;
  }
}
