package org.example.choosy;

import java.util.Optional;
import java.util.Set;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.SenderView;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.entry.ct.ContextWork;

/**
 * Lets text syncs wait as v7 of the deferral series does, by a work bit in the target's word of
 * context tracking, but on chosen CPUs only.
 *
 * <p>It has no fields that change: what it must know from one step to the next it notes in the
 * sender's call, what the target must know is in emulated memory.
 */
record ChoosyStrategy(String name, CpuMask spared) implements DeferralStrategy, EntryHooks {

  /** The notes: where the sender is, and the value that it expects. */
  private static final int PLACE = 0;

  private static final int EXPECTED = 1;

  /** The values of the note {@link #PLACE}; all notes are 0 when a call begins. */
  private static final int READ = 0;

  private static final int COMPARE_EXCHANGE = 1;

  /** Syncs that are forced, and flushes, never wait. */
  @Override
  public boolean mayDefer(IpiWork work) {
    return work instanceof IpiWork.SyncCore sync && sync.urgency() == IpiWork.Urgency.MAY_WAIT;
  }

  /**
   * One access to memory in each step; between two of them other CPUs run. The bit is set only while
   * the target's word says that it runs no kernel code.
   */
  @Override
  public Decision decide(IpiWork work, int target, SenderView sender) {
    if (!sender.isolated().contains(target) || !spared.contains(target)) {
      return Decision.SEND;
    }
    long word = sender.perCpu(ContextTracking.SYMBOL, target) + ContextTracking.STATE;
    if (sender.note(PLACE) == READ) {
      long read = sender.load(word, Integer.BYTES);
      sender.setNote(EXPECTED, read & ~ContextTracking.RCU_WATCHING);
      sender.setNote(PLACE, COMPARE_EXCHANGE);
      return Decision.AGAIN;
    }
    long expected = sender.note(EXPECTED);
    long found =
        sender.compareExchange(
            word, Integer.BYTES, expected, expected | ContextWork.Work.SYNC.bit());
    sender.setNote(PLACE, READ);
    if (found == expected) {
      return Decision.DEFER;
    }
    // In the kernel: interrupt it. Else it went somewhere and is out again: look once more.
    boolean inKernel = (found & ContextTracking.RCU_WATCHING) != 0;
    return inKernel ? Decision.SEND : Decision.AGAIN;
  }

  @Override
  public <T> Optional<T> entryHooks(Class<T> type) {
    return type == EntryHooks.class ? Optional.of(type.cast(this)) : Optional.empty();
  }

  /** ct_kernel_enter_state() does the work whose bits are set; leaving the kernel clears them. */
  @Override
  public ContextWork contextWork() {
    return new ContextWork(
        Set.of(ContextWork.Work.SYNC),
        ContextWork.OnExit.CLEAR,
        ContextWork.OnNmi.FLUSH,
        Optional.empty());
  }
}
