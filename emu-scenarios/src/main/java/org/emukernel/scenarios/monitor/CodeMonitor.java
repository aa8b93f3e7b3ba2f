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
  private final boolean[] entered;
  private final long[] crossings;

  CodeMonitor(int cpus, WatchedMachine machine, ViolationLog log, DeferredWork deferred) {
    this.machine = machine;
    this.log = log;
    this.deferred = deferred;
    this.entered = new boolean[cpus];
    this.crossings = new long[cpus];
  }

  void entered(int cpu) {
    entered[cpu] = true;
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
    if (entered[cpu] || crossings[cpu] != crossing) {
      entered[cpu] = false;
      crossings[cpu] = crossing;
      deferred.entered(cpu, linear);
    }
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
