package org.emukernel.scenarios.monitor;

import org.emukernel.api.machine.AccessMonitor;
import org.emukernel.api.machine.CpuMode;
import org.emukernel.api.machine.KernelWatch.Code;
import org.emukernel.api.machine.KernelWatch.Root;

/**
 * Looks at the kernel code that CPUs come to: only entry code may run with the user CR3, nothing
 * that may be instrumented while RCU does not watch, and nothing of that before deferred work is
 * done.
 */
final class CodeMonitor implements AccessMonitor {

  private final WatchedMachine machine;
  private final ViolationLog log;
  private final DeferredWork deferred;

  /*
   * Whether the CPU came from user mode and has not yet left its entry code: the lowest bit; above it the same of what an exception has
   * interrupted, of which there are fewer than bits before the CPU is lost. RCU's counter where it left its entry code last; none as long
   * as it has not.
   */
  private static final int ENTERED = 0;
  private static final int CROSSING = 1;

  static final int CELLS = 2;

  /* RCU's counter is odd where code may be instrumented. */
  private static final long NO_CROSSING = 0;

  private final Cells cells;

  CodeMonitor(Cells cells, WatchedMachine machine, ViolationLog log, DeferredWork deferred) {
    this.cells = cells;
    this.machine = machine;
    this.log = log;
    this.deferred = deferred;
  }

  void entered(int cpu) {
    cells.set(cpu, ENTERED, 1);
    cells.set(cpu, CROSSING, NO_CROSSING);
  }

  /** A CPU takes an exception in the kernel: whose handler must not find deferred work, either. */
  void interrupted(int cpu) {
    long entered = cells.get(cpu, ENTERED);
    cells.set(cpu, ENTERED, entered << 1 | entered & 1);
  }

  /** A CPU goes on with what the last exception has interrupted. */
  void resumed(int cpu) {
    cells.set(cpu, ENTERED, cells.get(cpu, ENTERED) >>> 1);
    if (isInEntryCode(cpu)) {
      cells.set(cpu, CROSSING, NO_CROSSING);
    }
  }

  private boolean isInEntryCode(int cpu) {
    return (cells.get(cpu, ENTERED) & 1) != 0;
  }

  @Override
  public CodeKind fetching(int cpu, long linear) {
    Code code = machine.watch().codeAt(linear);
    if (code == Code.NONE || machine.mode(cpu) != CpuMode.KERNEL) {
      return CodeKind.OTHER;
    }
    if (code != Code.ENTRY && machine.watch().loadedRoot(cpu) == Root.USER) {
      reportRoot(cpu, linear);
    }
    if (code != Code.INSTRUMENTABLE) {
      return CodeKind.OTHER;
    }
    instrumentable(cpu, linear);
    return CodeKind.INSTRUMENTABLE;
  }

  /* RCU's counter moves on whenever the CPU leaves the kernel or comes back, for user mode, idle loop or guest. */
  private void instrumentable(int cpu, long linear) {
    long crossing = machine.watch().rcuCounter(cpu);
    if ((crossing & 1) == 0) {
      reportRcu(cpu, linear);
    }
    if (isInEntryCode(cpu) || cells.get(cpu, CROSSING) != crossing) {
      cells.set(cpu, ENTERED, cells.get(cpu, ENTERED) & ~1L);
      cells.set(cpu, CROSSING, crossing);
      deferred.entered(cpu, linear);
    }
  }

  /**
   * Somebody makes RCU's counter of a CPU smaller, so that there are not too many states.
   *
   * @param from its value before
   * @param to its value then
   */
  void counterReplaced(int cpu, long from, long to) {
    boolean isLast = cells.get(cpu, CROSSING) == from;
    cells.set(cpu, CROSSING, isLast ? to : NO_CROSSING);
  }

  private void reportRoot(int cpu, long linear) {
    String cause =
        "CPU "
            + cpu
            + " came to "
            + machine.symbolize(linear)
            + ", which is no entry code, with the user CR3";
    log.report(
        machine, SafetyMonitors.WRONG_CR3, cpu, linear, machine.watch().placeAt(linear), cause);
  }

  private void reportRcu(int cpu, long linear) {
    String cause =
        "CPU "
            + cpu
            + " runs "
            + machine.symbolize(linear)
            + ", which may be instrumented, while RCU does not watch";
    log.report(
        machine,
        SafetyMonitors.RCU_NOT_WATCHING,
        cpu,
        linear,
        machine.watch().placeAt(linear),
        cause);
  }

  /** A CPU is in user mode now. */
  void left(int cpu) {
    cells.clear(cpu);
    if (machine.watch().loadedRoot(cpu) == Root.KERNEL) {
      String cause = "CPU " + cpu + " runs user code with the kernel CR3";
      log.report(machine, SafetyMonitors.WRONG_CR3, cpu, 0, cause);
    }
  }

  @Override
  public void kernelAccessedByUser(int cpu, long linear) {
    String cause = String.format("user mode on CPU %d got at kernel memory, 0x%x", cpu, linear);
    log.report(machine, SafetyMonitors.USER_ACCESS, cpu, linear, cause);
  }
}
