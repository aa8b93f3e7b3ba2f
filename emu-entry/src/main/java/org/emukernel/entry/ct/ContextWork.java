package org.emukernel.entry.ct;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Work that senders leave in the state word of context tracking for ct_kernel_enter_state() to do:
 * "context-tracking: Introduce work deferral infrastructure" of the deferral series.
 *
 * @param does the work that ct_work_flush() knows, arch_context_tracking_work() of the series
 * @param onExit what ct_kernel_exit_state() does with work bits that are set
 * @param onNmi whether ct_nmi_enter(), which ct_irq_enter() is too, runs ct_work_flush()
 * @param thenCall symbol of a noinstr function that ct_kernel_enter_state() calls last
 */
public record ContextWork(Set<Work> does, OnExit onExit, OnNmi onNmi, Optional<String> thenCall) {

  /** No work: mainline. */
  public static final ContextWork NONE =
      new ContextWork(Set.of(), OnExit.KEEP, OnNmi.LEAVE, Optional.empty());

  /** One bit of CT_WORK_MASK. */
  public enum Work {
    /** CT_WORK_SYNC: sync_core(). */
    SYNC(1 << 2, "sync_core"),
    /** CT_WORK_TLBI (v2 to v4): __flush_tlb_all(). */
    TLBI(1 << 3, "__flush_tlb_all");

    private final int bit;
    private final String label;

    Work(int bit, String label) {
      this.bit = bit;
      this.label = label;
    }

    /** {@return its bit in the state word} */
    public int bit() {
      return bit;
    }

    String label() {
      return label;
    }
  }

  /** The bits on the way out of the kernel. */
  public enum OnExit {
    /** ct_state_inc_clear_work(): cleared by the cmpxchg that leaves. */
    CLEAR,
    /** ct_state_inc(): a plain add keeps them. */
    KEEP
  }

  /** The flush where an interrupt or NMI hits a CPU that RCU does not watch. */
  public enum OnNmi {
    /** Done. */
    FLUSH,
    /** Left to the next entry. */
    LEAVE
  }

  /** Copies the set. */
  public ContextWork {
    does = does.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(does));
  }
}
