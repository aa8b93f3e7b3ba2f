package org.emukernel.api.ipi;

import org.emukernel.api.address.LinearRange;

/** What the target of a cross-CPU call must do. Closed: a strategy must have an answer for each. */
public sealed interface IpiWork {

  /** {@return what kind of work it is} */
  Kind kind();

  /** The kinds of work. */
  enum Kind {
    /** {@link TlbFlush}. */
    TLB_FLUSH,
    /** {@link SyncCore}. */
    SYNC_CORE,
    /** {@link Call}. */
    CALL
  }

  /**
   * A flush of kernel translations.
   *
   * @param range what is flushed; everything if {@code full}
   * @param extent whether single pages or everything
   * @param caller who asks
   */
  record TlbFlush(LinearRange range, Extent extent, Caller caller) implements IpiWork {
    @Override
    public Kind kind() {
      return Kind.TLB_FLUSH;
    }
  }

  /** How much a kernel TLB flush drops. */
  enum Extent {
    /** Each page of the range: do_kernel_range_flush(). */
    RANGE,
    /** Everything: do_flush_tlb_all(). */
    ALL
  }

  /**
   * Whether the flushed mappings can be needed before the catch-up; only the sender's caller can
   * know.
   */
  enum Caller {
    /** vmalloc's unmapping: flush_tlb_kernel_range_deferrable() in the series. */
    VMALLOC,
    /** Any other: flush_tlb_kernel_range(). */
    OTHER
  }

  /**
   * Instruction-stream synchronisation after text patching: do_sync_core().
   *
   * @param urgency whether it may wait for the target's next kernel entry
   */
  record SyncCore(Urgency urgency) implements IpiWork {

    /** One that may wait. */
    public SyncCore() {
      this(Urgency.MAY_WAIT);
    }

    @Override
    public Kind kind() {
      return Kind.SYNC_CORE;
    }
  }

  /** Whether a sync may wait. A strategy defers no {@code FORCED} one. */
  enum Urgency {
    /** No patched instruction runs before the target has caught up. */
    MAY_WAIT,
    /** One of them does: noinstr text, or a site or key that forces the IPI. */
    FORCED
  }

  /**
   * Any other function; never deferrable.
   *
   * @param function its symbol
   */
  record Call(String function) implements IpiWork {
    @Override
    public Kind kind() {
      return Kind.CALL;
    }
  }
}
