package org.emukernel.mm.smp;

import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.smp.IdleFlags;

/**
 * call_function_single_prep_ipi(cpu) with set_nr_if_polling() inside, kernel/sched/core.c, Linux
 * v6.18, as two labels of send_call_function_single_ipi(): an idle task that polls its flags is
 * told by them to run the queue, without an IPI.
 */
final class PollingIdle {

  private final PerCpuSymbol flags = new PerCpuSymbol(IdleFlags.SYMBOL);

  /** What the load of the flags says. */
  enum Look {
    /** The target does not poll: an IPI is needed. */
    SEND,
    /** Somebody has told it already. */
    TOLD,
    /** It polls: tell it. */
    TELL
  }

  /** Label 1: loads the flags. */
  Look look(RoutineFrame f, int target, int local) {
    long found = f.load(flags.in(f, target), Long.BYTES);
    f.setLocal(local, found);
    if ((found & IdleFlags.POLLING_NRFLAG) == 0) {
      return Look.SEND;
    }
    return (found & IdleFlags.NEED_RESCHED) != 0 ? Look.TOLD : Look.TELL;
  }

  /** Label 2: {@return whether the flags were still as loaded, and the target is told} */
  boolean tell(RoutineFrame f, int target, int local) {
    long old = f.local(local);
    long at = flags.in(f, target);
    return f.compareExchange(at, Long.BYTES, old, old | IdleFlags.NEED_RESCHED) == old;
  }
}
