package org.emukernel.scenarios.sim;

import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.machine.CpuMode;
import org.emukernel.api.machine.EmulatedCpu;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.Workload;

/**
 * What the user program on each CPU does next: it stays in {@code user_loop} until a workload has a
 * system call to make, makes it through {@code user_syscall}, and is back in the loop. Of the
 * workloads that have a call due, the first in order makes it.
 */
final class UserPrograms {

  private static final int NO_CALL = 0;

  private final Arena arena;
  private final int callers;
  private final List<Workload> workloads;
  private final long userLoop;
  private final long userSyscall;
  private final long userLoad;
  private final KernelSymbols symbols;

  /**
   * Makes the programs of a machine.
   *
   * @param callers first of the slots that {@link #reserve} gave
   * @param workloads in the order in which they come if several have a call due
   */
  UserPrograms(Arena arena, int callers, List<Workload> workloads, KernelSymbols symbols) {
    this.arena = arena;
    this.callers = callers;
    this.workloads = List.copyOf(workloads);
    this.userLoop = symbols.symbol("user_loop");
    this.userSyscall = symbols.symbol("user_syscall");
    this.userLoad = symbols.symbol("user_load");
    this.symbols = symbols;
  }

  /** Reserves for each CPU the number of the workload whose call is under way, 0 for none. */
  static int reserve(ArenaBuilder slots, int cpus) {
    return slots.slots("user-program.caller", cpus, SlotKind.STATE);
  }

  /** {@return whether the CPU is at the loop, where a system call may begin} */
  boolean isAtLoop(EmulatedCpu cpu) {
    return cpu.programCounter() == userLoop && cpu.mode() == CpuMode.USER;
  }

  /** {@return whether a system call is under way, or its return has not been noted} */
  boolean isCalling(EmulatedCpu cpu) {
    return arena.get(callers + cpu.cpu()) != NO_CALL;
  }

  /** {@return when the CPU's next system call is due, ns} */
  long dueNs(int cpu) {
    long due = Workload.NEVER;
    for (int i = 0; i < workloads.size(); i++) {
      due = Math.min(due, workloads.get(i).dueNs(cpu));
    }
    return due;
  }

  /** The CPU is at the loop: tells the workload whose call has just returned. */
  void noteReturn(EmulatedCpu cpu) {
    long caller = arena.get(callers + cpu.cpu());
    if (caller != NO_CALL) {
      arena.set(callers + cpu.cpu(), NO_CALL);
      workloads.get((int) caller - 1).returned(cpu.cpu(), cpu.userResult());
    }
  }

  /** Begins the call that is due on a CPU at the loop. */
  void beginCall(EmulatedCpu cpu, long nowNs) {
    int caller = firstDue(cpu.cpu(), nowNs);
    SystemCall call = workloads.get(caller).take(cpu.cpu(), nowNs);
    arena.set(callers + cpu.cpu(), caller + 1L);
    long entry = userSyscall;
    if (call.isRepeated()) {
      entry = symbols.symbol("user_syscall_loop");
    } else if (call.isUserLoad()) {
      entry = userLoad;
    }
    cpu.callInUserMode(entry, call);
  }

  private int firstDue(int cpu, long nowNs) {
    for (int i = 0; i < workloads.size(); i++) {
      if (workloads.get(i).dueNs(cpu) <= nowNs) {
        return i;
      }
    }
    throw new IllegalStateException("no system call is due on CPU " + cpu + " at " + nowNs + " ns");
  }
}
