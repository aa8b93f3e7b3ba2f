package org.emukernel.api.machine;

/** Why translations are dropped: enum tlb_flush_reason (include/linux/mm_types.h), in its order. */
public enum TlbFlushReason {
  /** Another address space was loaded. */
  TLB_FLUSH_ON_TASK_SWITCH("flush on task switch"),
  /** Another CPU asked for it. */
  TLB_REMOTE_SHOOTDOWN("remote shootdown"),
  /** This CPU's own flush of no address space in particular. */
  TLB_LOCAL_SHOOTDOWN("local shootdown"),
  /** This CPU's own flush of an address space. */
  TLB_LOCAL_MM_SHOOTDOWN("local MM shootdown"),
  /** This CPU interrupts others to have them flush. */
  TLB_REMOTE_SEND_IPI("remote IPI send"),
  /** This CPU was interrupted for an address space that it has left. */
  TLB_REMOTE_WRONG_CPU("remote wrong CPU");

  private final String text;

  TlbFlushReason(String text) {
    this.text = text;
  }

  /** {@return what the trace event shows (TLB_FLUSH_REASON, include/trace/events/tlb.h)} */
  public String text() {
    return text;
  }
}
