package org.emukernel.api.machine;

import org.emukernel.api.ipi.IpiMessage;

/**
 * Where a machine reports what happened, for monitors, counters and traces. Called at the step that
 * does it, on behalf of the CPU named first. Implementations do not touch the machine's state
 * except through what they asked the arena for.
 */
public interface MachineEvents {

  /**
   * Event csd_queue_cpu: {@code sender} queued work for {@code target}; called before the event's
   * IPI.
   */
  default void csdQueued(CpuPort sender, int target, long function, long csd) {}

  /** Event ipi_send_cpu: the message was sent. {@code callback} is 0 for a reschedule. */
  default void ipiSent(CpuPort sender, int target, IpiMessage message, long callback) {}

  /**
   * The target did the work in the same step, without an IPI ({@link CpuPort#leaveAtBorder}); comes
   * before {@link #deferred}.
   */
  default void doneAtOnce(CpuPort sender, int target) {}

  /** A strategy let the target go without its IPI. */
  default void deferred(CpuPort sender, int target, long function) {}

  /** Event csd_function_entry. */
  default void csdFunctionEntry(CpuPort cpu, long function, long csd) {}

  /** Event csd_function_exit. */
  default void csdFunctionExit(CpuPort cpu, long function, long csd) {}

  /**
   * Event alloc_vmap_area.
   *
   * @param vstart the lowest address allowed
   * @param vend the last address allowed
   */
  default void allocVmapArea(
      CpuPort cpu, long start, long size, long align, long vstart, long vend, int failed) {}

  /**
   * Event free_vmap_area_noflush.
   *
   * @param size the area's bytes, which the event of Linux leaves out
   */
  default void freeVmapAreaNoflush(CpuPort cpu, long start, long size, long lazy, long lazyMax) {}

  /** Event purge_vmap_area_lazy. */
  default void purgeVmapAreaLazy(CpuPort cpu, long start, long end, long purged) {}

  /** A flush of this kernel range begins: whoever is told to flush it has not yet been told. */
  default void kernelFlushStarted(CpuPort cpu, long start, long end) {}

  /**
   * From here on nobody may use a translation of this kernel range that was filled before: its
   * flush has completed.
   */
  default void kernelRangeFlushed(CpuPort cpu, long start, long end) {}

  /**
   * A page of kernel page tables goes back to the page allocator: from here on nobody may walk
   * through it.
   *
   * @param physical the page's physical address
   */
  default void pageTableFreed(CpuPort cpu, long physical) {}

  /**
   * Event tlb_flush.
   *
   * @param pages how many, -1 (TLB_FLUSH_ALL) for everything, 0 if nothing had to be dropped
   */
  default void tlbFlush(CpuPort cpu, TlbFlushReason reason, long pages) {}

  /**
   * This CPU now runs the address space with this root table under this number.
   *
   * @param root physical address of the root table
   * @param asid as in {@link CpuPort#loadAddressSpace}
   */
  default void addressSpaceLoaded(CpuPort cpu, long root, int asid) {}

  /**
   * From here on nobody may use a translation of this range of user memory of an address space that
   * was filled before: its flush has completed.
   *
   * @param root physical address of the address space's root table
   */
  default void userRangeFlushed(CpuPort cpu, long root, long start, long end) {}

  /** A patch of kernel text is under way: these are the bytes before and after. */
  default void textPokeStarted(CpuPort cpu, long linear, byte[] before, byte[] after) {}

  /**
   * From here on nobody may execute bytes of this range that are older than now: a sync of all CPUs
   * has completed.
   */
  default void textSynced(CpuPort cpu, long linear, int length) {}

  /** The kernel refused something that its caller should not have asked for (WARN()). */
  default void warning(CpuPort cpu, String what) {}

  /** The CPU entered the kernel from user mode. {@code vector} is -1 for a system call. */
  default void kernelEntry(int cpu, int vector) {}

  /** The CPU returned to user mode. */
  default void kernelExit(int cpu) {}

  /**
   * An interrupt or exception came while the CPU was in the kernel.
   *
   * @param at where its handler returns to: of a fault the instruction that raised it
   */
  default void kernelInterrupted(int cpu, int vector, long at) {}

  /** The CPU returned from an interrupt or exception to the kernel. */
  default void kernelResumed(int cpu) {}

  /** Events of arch/x86/include/asm/trace/irq_vectors.h: a system vector's function begins. */
  default void irqVectorEntry(CpuPort cpu, int vector) {}

  /** Events of arch/x86/include/asm/trace/irq_vectors.h: a system vector's function ends. */
  default void irqVectorExit(CpuPort cpu, int vector) {}

  /**
   * The register that holds the current page tables' root (CR3) was written.
   *
   * @param value what it holds now: root, identifier of the address space and, on x86 with page
   *     table isolation, whether the root is the user's
   */
  default void rootWritten(int cpu, long value) {}

  /**
   * A call of other CPUs has returned to who made it: each has run the function
   * (smp_call_function_many_cond() with wait = 1).
   */
  default void callReturned(CpuPort sender) {}

  /** A sender starts to wait for a target's acknowledgement (csd_lock_wait()). */
  default void waitStarted(CpuPort sender, int target) {}

  /** A sender stops waiting. */
  default void waitEnded(CpuPort sender, int target) {}
}
