package org.emukernel.api.trace;

import org.emukernel.api.cpu.CpuMask;
import org.jspecify.annotations.Nullable;

/**
 * One trace event with the fields that the kernel gives it.
 *
 * <p>Records are named after the events and their components after the fields of {@code
 * include/trace/events/{csd,ipi,tlb,vmalloc}.h} and {@code
 * arch/x86/include/asm/trace/irq_vectors.h} (Linux v6.18). The set is closed; what is in no record
 * of it is {@link Unknown}.
 *
 * <p>Addresses are unsigned 64-bit values in a {@code long}.
 */
public sealed interface TraceEvent {

  /** {@return the event's name as the kernel spells it, such as {@code csd_queue_cpu}} */
  String name();

  /** {@return what the visitor's method for this event returns} */
  <R extends @Nullable Object> R accept(Visitor<R> visitor);

  /**
   * Answers for each event; what is not overridden goes to {@link #visitOther}.
   *
   * @param <R> the answer's type
   */
  interface Visitor<R extends @Nullable Object> {
    /** {@return the answer for every event whose own method is not overridden} */
    R visitOther(TraceEvent event);

    /** {@return the answer for {@code csd_queue_cpu}} */
    default R visit(CsdQueueCpu event) {
      return visitOther(event);
    }

    /** {@return the answer for {@code csd_function_entry}} */
    default R visit(CsdFunctionEntry event) {
      return visitOther(event);
    }

    /** {@return the answer for {@code csd_function_exit}} */
    default R visit(CsdFunctionExit event) {
      return visitOther(event);
    }

    /** {@return the answer for {@code ipi_send_cpu}} */
    default R visit(IpiSendCpu event) {
      return visitOther(event);
    }

    /** {@return the answer for {@code ipi_send_cpumask}} */
    default R visit(IpiSendCpumask event) {
      return visitOther(event);
    }

    /** {@return the answer for an x86 vector's entry} */
    default R visit(IrqVectorEntry event) {
      return visitOther(event);
    }

    /** {@return the answer for an x86 vector's exit} */
    default R visit(IrqVectorExit event) {
      return visitOther(event);
    }

    /** {@return the answer for {@code tlb_flush}} */
    default R visit(TlbFlush event) {
      return visitOther(event);
    }

    /** {@return the answer for {@code alloc_vmap_area}} */
    default R visit(AllocVmapArea event) {
      return visitOther(event);
    }

    /** {@return the answer for {@code purge_vmap_area_lazy}} */
    default R visit(PurgeVmapAreaLazy event) {
      return visitOther(event);
    }

    /** {@return the answer for {@code free_vmap_area_noflush}} */
    default R visit(FreeVmapAreaNoflush event) {
      return visitOther(event);
    }

    /** {@return the answer for {@code tracing_mark_write}} */
    default R visit(TracingMarkWrite event) {
      return visitOther(event);
    }

    /** {@return the answer for {@code kernel_entry}} */
    default R visit(KernelEntry event) {
      return visitOther(event);
    }

    /** {@return the answer for {@code kernel_exit}} */
    default R visit(KernelExit event) {
      return visitOther(event);
    }

    /** {@return the answer for {@code ipi_deferred}} */
    default R visit(IpiDeferred event) {
      return visitOther(event);
    }

    /** {@return the answer for {@code write_cr3}} */
    default R visit(WriteCr3 event) {
      return visitOther(event);
    }

    /** {@return the answer for an event that is in no other record} */
    default R visit(Unknown event) {
      return visitOther(event);
    }
  }

  /**
   * A call_single_data was put on a CPU's call_single_queue.
   *
   * @param cpu the CPU that will call {@code func}
   * @param callsite who asked for the call
   * @param func the function to be called; {@code sched_ttwu_pending} for a queued wake-up
   * @param csd identifies the call_single_data within one recording; tracefs text hashes the
   *     address, {@code trace-cmd report} shows it
   */
  record CsdQueueCpu(int cpu, KernelSymbol callsite, KernelSymbol func, long csd)
      implements TraceEvent {
    @Override
    public String name() {
      return "csd_queue_cpu";
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The recording CPU begins to run a queued function.
   *
   * @param func the function
   * @param csd as in {@link CsdQueueCpu}; 0 where the caller runs it for itself
   */
  record CsdFunctionEntry(KernelSymbol func, long csd) implements TraceEvent {
    @Override
    public String name() {
      return "csd_function_entry";
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The recording CPU has run a queued function.
   *
   * @param func the function
   * @param csd as in {@link CsdFunctionEntry}
   */
  record CsdFunctionExit(KernelSymbol func, long csd) implements TraceEvent {
    @Override
    public String name() {
      return "csd_function_exit";
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * An IPI is sent to one CPU.
   *
   * @param cpu the target
   * @param callsite who asked for it
   * @param callback the handler's function; {@link KernelSymbol#NULL} for a reschedule IPI
   */
  record IpiSendCpu(int cpu, KernelSymbol callsite, KernelSymbol callback) implements TraceEvent {
    @Override
    public String name() {
      return "ipi_send_cpu";
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * An IPI is sent to several CPUs.
   *
   * @param cpumask the targets
   * @param callsite who asked for it
   * @param callback as in {@link IpiSendCpu}
   */
  record IpiSendCpumask(CpuMask cpumask, KernelSymbol callsite, KernelSymbol callback)
      implements TraceEvent {
    @Override
    public String name() {
      return "ipi_send_cpumask";
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The handler of an x86 system vector begins.
   *
   * @param source which vector
   * @param vector its number in the IDT
   */
  record IrqVectorEntry(IrqVector source, int vector) implements TraceEvent {
    @Override
    public String name() {
      return source.eventPrefix() + "_entry";
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The handler of an x86 system vector ends.
   *
   * @param source which vector
   * @param vector its number in the IDT
   */
  record IrqVectorExit(IrqVector source, int vector) implements TraceEvent {
    @Override
    public String name() {
      return source.eventPrefix() + "_exit";
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * A TLB flush on the recording CPU, or its request to others.
   *
   * @param reason enum tlb_flush_reason, include/linux/mm_types.h: 0 task switch, 1 remote
   *     shootdown, 2 local shootdown, 3 local mm shootdown, 4 IPI sent, 5 remote, wrong CPU
   * @param pages the number of 4 KiB pages; -1 (TLB_FLUSH_ALL) for all
   */
  record TlbFlush(int reason, long pages) implements TraceEvent {
    @Override
    public String name() {
      return "tlb_flush";
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * A range of vmalloc space was reserved.
   *
   * @param addr its first address (printed as {@code va_start})
   * @param size its length in bytes
   * @param align the alignment asked for, in bytes
   * @param vstart the lowest address allowed
   * @param vend the end of the addresses allowed
   * @param failed 0 where the allocation succeeded
   */
  record AllocVmapArea(long addr, long size, long align, long vstart, long vend, int failed)
      implements TraceEvent {
    @Override
    public String name() {
      return "alloc_vmap_area";
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * Lazily freed areas were purged. Recorded after the flush that it speaks of.
   *
   * @param start the first address flushed
   * @param end the end of the addresses flushed
   * @param npurged the number of areas purged (printed as {@code num_purged})
   */
  record PurgeVmapAreaLazy(long start, long end, long npurged) implements TraceEvent {
    @Override
    public String name() {
      return "purge_vmap_area_lazy";
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * An area was unmapped and waits for a purge.
   *
   * @param vaStart its first address
   * @param nrLazy pages that wait for a purge now
   * @param nrLazyMax lazy_max_pages(): more than this start one
   */
  record FreeVmapAreaNoflush(long vaStart, long nrLazy, long nrLazyMax) implements TraceEvent {
    @Override
    public String name() {
      return "free_vmap_area_noflush";
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * A text that user space wrote to {@code trace_marker}.
   *
   * @param text the text without its line end
   */
  record TracingMarkWrite(String text) implements TraceEvent {
    @Override
    public String name() {
      return "tracing_mark_write";
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * A CPU enters the kernel from user mode. Not an event of Linux: the emulated machine records it.
   *
   * @param cpu the CPU
   * @param cause what kind of entry
   * @param number the vector or the system call's number
   */
  record KernelEntry(int cpu, TransitionCause cause, int number) implements TraceEvent {
    @Override
    public String name() {
      return "kernel_entry";
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * A CPU leaves the kernel for user mode. Not an event of Linux: the emulated machine records it.
   *
   * @param cpu the CPU
   * @param cause what kind of entry it returns from
   * @param number the vector or the system call's number
   */
  record KernelExit(int cpu, TransitionCause cause, int number) implements TraceEvent {
    @Override
    public String name() {
      return "kernel_exit";
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * A strategy lets a CPU go without its IPI: the work waits until that CPU enters the kernel. Not
   * an event of Linux: the emulated machine records it.
   *
   * @param cpu the CPU that is let go
   * @param callsite who asked for the call
   * @param func the function that it would have been told to run
   */
  record IpiDeferred(int cpu, KernelSymbol callsite, KernelSymbol func) implements TraceEvent {
    @Override
    public String name() {
      return "ipi_deferred";
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * A CPU writes CR3. Not an event of Linux: the emulated machine records it.
   *
   * @param cpu the CPU
   * @param cr3 what CR3 holds then: root, process-context identifier; bit 12 says that it is the
   *     user's root (PTI_USER_PGTABLE_BIT)
   */
  record WriteCr3(int cpu, long cr3) implements TraceEvent {
    @Override
    public String name() {
      return "write_cr3";
    }

    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * An event that no other record describes.
   *
   * @param name the event's name
   * @param text its fields as written
   */
  record Unknown(String name, String text) implements TraceEvent {
    @Override
    public <R extends @Nullable Object> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }
}
