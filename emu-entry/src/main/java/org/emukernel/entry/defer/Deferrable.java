package org.emukernel.entry.defer;

import org.emukernel.api.ipi.IpiWork;

/** The work that the deferral series lets wait, whatever the version's mechanism. */
final class Deferrable {

  private Deferrable() {}

  /** {@return whether it is a flush for vmalloc: flush_tlb_kernel_range_deferrable()} */
  static boolean isFlush(IpiWork work) {
    return work instanceof IpiWork.TlbFlush flush && flush.caller() == IpiWork.Caller.VMALLOC;
  }

  /** {@return whether it is a text sync that may wait: text_poke_sync_deferrable()} */
  static boolean isSync(IpiWork work) {
    return work instanceof IpiWork.SyncCore sync && sync.urgency() == IpiWork.Urgency.MAY_WAIT;
  }
}
