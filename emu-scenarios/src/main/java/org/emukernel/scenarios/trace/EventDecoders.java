package org.emukernel.scenarios.trace;

import java.util.HashMap;
import java.util.Map;
import org.emukernel.api.trace.IrqVector;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceEvent.AllocVmapArea;
import org.emukernel.api.trace.TraceEvent.CsdFunctionEntry;
import org.emukernel.api.trace.TraceEvent.CsdFunctionExit;
import org.emukernel.api.trace.TraceEvent.CsdQueueCpu;
import org.emukernel.api.trace.TraceEvent.FreeVmapAreaNoflush;
import org.emukernel.api.trace.TraceEvent.IpiDeferred;
import org.emukernel.api.trace.TraceEvent.IpiSendCpu;
import org.emukernel.api.trace.TraceEvent.IpiSendCpumask;
import org.emukernel.api.trace.TraceEvent.IrqVectorEntry;
import org.emukernel.api.trace.TraceEvent.IrqVectorExit;
import org.emukernel.api.trace.TraceEvent.KernelEntry;
import org.emukernel.api.trace.TraceEvent.KernelExit;
import org.emukernel.api.trace.TraceEvent.PurgeVmapAreaLazy;
import org.emukernel.api.trace.TraceEvent.TlbFlush;
import org.emukernel.api.trace.TraceEvent.TracingMarkWrite;
import org.emukernel.api.trace.TraceEvent.Unknown;
import org.emukernel.api.trace.TraceEvent.WriteCr3;
import org.emukernel.api.trace.TransitionCause;

/**
 * The decoder of each known event. The order of the fields is that of the kernel's TP_printk()
 * (Linux v6.18, files as in {@link TraceEvent}); {@code trace-cmd report} keeps it.
 */
final class EventDecoders {
  private final Map<String, EventDecoder> byName = new HashMap<>();

  EventDecoders() {
    addCrossCalls();
    addMemory();
    byName.put("tracing_mark_write", f -> new TracingMarkWrite(f.rest()));
    /* trace-cmd's name for it, with the function that wrote it: "ring_buffer_write: text". */
    byName.put("print", f -> new TracingMarkWrite(f.afterColon().rest()));
    byName.put(
        "kernel_entry",
        f -> {
          int cpu = f.name("cpu").cpu();
          TransitionCause cause = transition(f);
          return new KernelEntry(cpu, cause, f.decimal32());
        });
    byName.put(
        "kernel_exit",
        f -> {
          int cpu = f.name("cpu").cpu();
          TransitionCause cause = transition(f);
          return new KernelExit(cpu, cause, f.decimal32());
        });
    byName.put(
        "ipi_deferred",
        f ->
            new IpiDeferred(
                f.name("cpu").cpu(), f.name("callsite").symbol(), f.name("func").symbol()));
    byName.put("write_cr3", f -> new WriteCr3(f.name("cpu").cpu(), f.name("cr3").address()));
    for (IrqVector vector : IrqVector.values()) {
      byName.put(
          vector.eventPrefix() + "_entry",
          f -> new IrqVectorEntry(vector, f.name("vector").decimal32()));
      byName.put(
          vector.eventPrefix() + "_exit",
          f -> new IrqVectorExit(vector, f.name("vector").decimal32()));
    }
  }

  private void addCrossCalls() {
    byName.put(
        "csd_queue_cpu",
        f ->
            new CsdQueueCpu(
                f.name("cpu").cpu(),
                f.name("callsite").symbol(),
                f.name("func").symbol(),
                f.name("csd").address()));
    byName.put(
        "csd_function_entry",
        f -> new CsdFunctionEntry(f.name("func").symbol(), f.name("csd").address()));
    byName.put(
        "csd_function_exit",
        f -> new CsdFunctionExit(f.name("func").symbol(), f.name("csd").address()));
    byName.put(
        "ipi_send_cpu",
        f ->
            new IpiSendCpu(
                f.name("cpu").cpu(), f.name("callsite").symbol(), f.name("callback").symbol()));
    byName.put(
        "ipi_send_cpumask",
        f ->
            new IpiSendCpumask(
                f.name("cpumask").cpumask(),
                f.name("callsite").symbol(),
                f.name("callback").symbol()));
  }

  private void addMemory() {
    byName.put(
        "tlb_flush",
        f -> {
          long pages = f.name("pages").decimal();
          return new TlbFlush(f.name("reason").lastParenthesis(), pages);
        });
    byName.put(
        "alloc_vmap_area",
        f ->
            new AllocVmapArea(
                f.name("va_start").decimal(),
                f.name("size").decimal(),
                f.name("align").decimal(),
                f.name("vstart").address(),
                f.name("vend").address(),
                f.name("failed").decimal32()));
    byName.put(
        "purge_vmap_area_lazy",
        f ->
            new PurgeVmapAreaLazy(
                f.name("start").address(),
                f.name("end").address(),
                f.name("num_purged").decimal()));
    byName.put(
        "free_vmap_area_noflush",
        f ->
            new FreeVmapAreaNoflush(
                f.name("va_start").address(),
                f.name("nr_lazy").decimal(),
                f.name("nr_lazy_max").decimal()));
  }

  private static TransitionCause transition(Fields f) throws MalformedTraceException {
    if (f.has("vector")) {
      f.name("vector");
      return TransitionCause.VECTOR;
    }
    f.name("syscall");
    return TransitionCause.SYSCALL;
  }

  /** {@return whether a record describes the event} */
  boolean knows(String name) {
    return byName.containsKey(name);
  }

  /** {@return the decoder of the event; for an unknown one, a decoder that keeps its text} */
  EventDecoder of(String name) {
    EventDecoder known = byName.get(name);
    return (known != null) ? known : f -> new Unknown(name, f.rest());
  }
}
