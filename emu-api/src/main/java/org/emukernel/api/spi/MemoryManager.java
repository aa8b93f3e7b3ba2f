package org.emukernel.api.spi;

import java.util.List;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.Routine;

/** The memory management of one kernel: what the kernel image must hold for it. */
public interface MemoryManager {

  /**
   * {@return its functions, each bound to its symbol}
   *
   * @param others what other subsystems leave to kworkers
   */
  List<Routine> routines(List<PendingWork> others);

  /** {@return its functions where no other subsystem has work for kworkers} */
  default List<Routine> routines() {
    return routines(List.of());
  }

  /** {@return the variables that its functions use} */
  List<KernelVariable> variables();

  /**
   * {@return the work that it hands to kworkers (schedule_work())} Each names a variable whose bit
   * 0 says that the work is pending and the function that a kworker then calls.
   */
  List<PendingWork> works();

  /**
   * {@return where it says that tasks wait to run on a CPU (ttwu_pending), and who takes them in:
   * the scheduler}
   */
  PendingWork waitingTasks();

  /**
   * Work for a kworker.
   *
   * @param variable the symbol of the work's pending bit; bit 0 of its first word; the bits above
   *     say when a delayed work's timer queues it, ns, 0 for at once
   * @param storage whether each CPU has a pending bit of its own
   * @param function the symbol of the work's function
   */
  record PendingWork(String variable, KernelVariable.Storage storage, String function) {}
}
