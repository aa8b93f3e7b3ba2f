package org.emukernel.api.choice;

/**
 * The kinds of question that a machine asks its {@link Chooser}. Alternative 0 is always "nothing
 * out of turn happens".
 */
public enum Choice {
  /** Which CPU steps next; the answer is the index among those that can. */
  NEXT_CPU,
  /** Whether the oldest entry of a CPU's store buffer becomes visible now: 0 no, 1 yes. */
  STORE_BUFFER_DRAIN,
  /**
   * Whether the hardware fills a TLB entry out of turn: 0 no, n the n-th page that could be filled.
   */
  TLB_FILL,
  /** Whether the hardware drops a TLB entry: 0 no, n the n-th entry. */
  TLB_EVICT,
  /** Whether the hardware fills a paging-structure cache out of turn: 0 no, n the n-th entry. */
  PAGING_STRUCTURE_FILL,
  /** Whether a stale instruction byte is fetched anew: 0 no, n the n-th stale byte. */
  TEXT_REFETCH,
  /** Whether a pending interrupt that RFLAGS.IF allows is taken now: 0 no, 1 yes. */
  INTERRUPT_ARRIVAL,
  /**
   * Whether an invalidation that other CPUs have broadcast reaches this one now: 0 no, n that of
   * the n-th CPU that has one on its way here.
   */
  BROADCAST_ARRIVAL,
  /** Whether an NMI arrives now: 0 no, 1 yes. */
  NMI_ARRIVAL,
  /**
   * What user code does next: 0 stays in user mode, n makes the n-th system call that its program
   * offers.
   */
  USER_ACTION
}
