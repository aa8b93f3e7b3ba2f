package org.emukernel.scenarios.replay;

import org.emukernel.api.address.LinearRange;
import org.emukernel.api.ipi.IpiWork;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel did when it called other CPUs, as far as a recording tells: enough to do it again
 * on the emulated kernel, whose strategy then decides whether the call may wait.
 */
public sealed interface RecordedOperation {

  /**
   * Kernel text was patched; the targets run do_sync_core().
   *
   * @param kind who patched
   */
  record TextSync(TextSyncKind kind) implements RecordedOperation {}

  /**
   * Kernel translations were flushed.
   *
   * @param caller the function that asked for the flush, such as {@code cpa_flush}
   * @param callerKind whether that is one of vmalloc's, whose flush may wait
   * @param extent whether single pages or everything
   * @param range the range that was unmapped; null where the recording does not hold it
   */
  record KernelTlbFlush(
      String caller, IpiWork.Caller callerKind, IpiWork.Extent extent, @Nullable LinearRange range)
      implements RecordedOperation {

    /** {@return the same flush, of this range} */
    KernelTlbFlush withRange(LinearRange range) {
      return new KernelTlbFlush(caller, callerKind, extent, range);
    }
  }

  /**
   * A call that no strategy defers.
   *
   * @param func the function called, or {@code 0x0} for an IPI without a function (reschedule)
   */
  record NotDeferrable(String func) implements RecordedOperation {}
}
