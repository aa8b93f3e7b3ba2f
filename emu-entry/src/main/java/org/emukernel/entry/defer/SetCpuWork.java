package org.emukernel.entry.defer;

import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.SenderView;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.entry.ct.ContextWork;

/**
 * ct_set_cpu_work(cpu, work) of the deferral series, one access to memory each time it is asked: a
 * load of the target's state word, then cmpxchg() until the bit is set or the target is seen in the
 * kernel. Its two notes are where it is and the value that it expects.
 */
final class SetCpuWork {

  private static final long WORD = 0xffff_ffffL;

  private static final int PLACE = 0;
  private static final int OLD = 1;
  private static final int ATOMIC_READ = 0;
  private static final int CMPXCHG = 1;

  private final Condition condition;

  SetCpuWork(Condition condition) {
    this.condition = condition;
  }

  /** How the sender tells that the target does not run kernel code. */
  enum Condition {
    /** By the state field. v4 clears the bit of CT_STATE_KERNEL in what it expects. */
    STATE {
      @Override
      long expected(long old) {
        return isKernel(old) ? old | ContextTracking.STATE_USER : old;
      }

      @Override
      boolean isKernel(long old) {
        return (old & ContextTracking.STATE_MASK) == ContextTracking.STATE_KERNEL;
      }
    },
    /** By CT_RCU_WATCHING, cleared in what it expects. */
    RCU_WATCHING {
      @Override
      long expected(long old) {
        return old & ~ContextTracking.RCU_WATCHING;
      }
    },
    /** By CT_RCU_WATCHING, but set in what it expects: so it succeeds just in the kernel. */
    RCU_WATCHING_V5 {
      @Override
      long expected(long old) {
        return old | ContextTracking.RCU_WATCHING;
      }
    };

    abstract long expected(long old);

    boolean isKernel(long old) {
      return (old & ContextTracking.RCU_WATCHING) != 0;
    }
  }

  /** Only isolated CPUs have ct->active, which nobody changes after boot. */
  Decision decide(ContextWork.Work work, int target, SenderView sender) {
    if (!sender.isolated().contains(target)) {
      return Decision.SEND;
    }
    long state = sender.perCpu(ContextTracking.SYMBOL, target) + ContextTracking.STATE;
    if (sender.note(PLACE) == ATOMIC_READ) {
      sender.setNote(OLD, condition.expected(sender.load(state, Integer.BYTES)));
      sender.setNote(PLACE, CMPXCHG);
      return Decision.AGAIN;
    }
    long old = sender.note(OLD);
    long found = sender.compareExchange(state, Integer.BYTES, old, old | work.bit()) & WORD;
    if (found != old && !condition.isKernel(found)) {
      sender.setNote(OLD, found);
      return Decision.AGAIN;
    }
    /* What it has found dies with it. */
    sender.setNote(OLD, 0);
    sender.setNote(PLACE, ATOMIC_READ);
    return found == old ? Decision.DEFER : Decision.SEND;
  }
}
