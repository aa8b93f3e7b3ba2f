package org.emukernel.scenarios.trace.dat;

import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.emukernel.api.trace.IrqVector;
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
import org.emukernel.api.trace.TraceEvent.WriteCr3;
import org.emukernel.api.trace.TransitionCause;
import org.emukernel.scenarios.trace.MalformedTraceException;

/** The decoder of each event from its format in the file (Linux v6.18, files as in TraceEvent). */
final class EventDecoding {
  private final Map<String, RecordDecoder.Factory> byName = new HashMap<>();
  private final AddressNames names;
  private final int cpus;
  private final int longSize;
  private final ByteOrder order;

  EventDecoding(DatHeader header, PageLayout layout, AddressNames names, int cpus) {
    this.names = names;
    PrintkFormats printkFormats = header.printkFormats();
    this.cpus = cpus;
    this.longSize = layout.longSize();
    this.order = header.order();
    addCrossCalls();
    addMemory();
    addTransitions();
    addDeferral();
    byName.put("print", this::print);
    byName.put("bputs", f -> new PrintkDecoder(f, names, printkFormats)::decode);
    byName.put("bprint", f -> new PrintkDecoder(f, names, printkFormats)::decode);
    for (IrqVector vector : IrqVector.values()) {
      byName.put(vector.eventPrefix() + "_entry", f -> irqEntry(vector, f));
      byName.put(vector.eventPrefix() + "_exit", f -> irqExit(vector, f));
    }
  }

  private CpuField cpu(EventFormat format) throws MalformedTraceException {
    return new CpuField(NumberField.of(format, "cpu"), cpus);
  }

  private void addCrossCalls() {
    byName.put("csd_queue_cpu", this::csdQueueCpu);
    byName.put(
        "csd_function_entry",
        f -> {
          NumberField func = NumberField.of(f, "func");
          NumberField csd = NumberField.of(f, "csd");
          return r -> new CsdFunctionEntry(names.function(func.get(r)), csd.get(r));
        });
    byName.put(
        "csd_function_exit",
        f -> {
          NumberField func = NumberField.of(f, "func");
          NumberField csd = NumberField.of(f, "csd");
          return r -> new CsdFunctionExit(names.function(func.get(r)), csd.get(r));
        });
    byName.put("ipi_send_cpu", this::ipiSendCpu);
    byName.put("ipi_send_cpumask", this::ipiSendCpumask);
  }

  private RecordDecoder csdQueueCpu(EventFormat f) throws MalformedTraceException {
    CpuField cpu = cpu(f);
    NumberField callsite = NumberField.of(f, "callsite");
    NumberField func = NumberField.of(f, "func");
    NumberField csd = NumberField.of(f, "csd");
    return r ->
        new CsdQueueCpu(
            cpu.get(r), names.symbol(callsite.get(r)), names.function(func.get(r)), csd.get(r));
  }

  private RecordDecoder ipiSendCpu(EventFormat f) throws MalformedTraceException {
    CpuField cpu = cpu(f);
    NumberField callsite = NumberField.of(f, "callsite");
    NumberField callback = NumberField.of(f, "callback");
    return r ->
        new IpiSendCpu(cpu.get(r), names.symbol(callsite.get(r)), names.symbol(callback.get(r)));
  }

  private RecordDecoder ipiSendCpumask(EventFormat f) throws MalformedTraceException {
    CpuMaskField mask = new CpuMaskField(BytesField.of(f, "cpumask"), cpus, longSize, order);
    NumberField callsite = NumberField.of(f, "callsite");
    NumberField callback = NumberField.of(f, "callback");
    return r ->
        new IpiSendCpumask(
            mask.get(r), names.symbol(callsite.get(r)), names.symbol(callback.get(r)));
  }

  private void addMemory() {
    byName.put(
        "tlb_flush",
        f -> {
          NumberField reason = NumberField.of(f, "reason");
          NumberField pages = NumberField.of(f, "pages");
          return r -> new TlbFlush(reason.get32(r), pages.getSigned(r));
        });
    byName.put("alloc_vmap_area", EventDecoding::allocVmapArea);
    byName.put(
        "purge_vmap_area_lazy",
        f -> {
          NumberField start = NumberField.of(f, "start");
          NumberField end = NumberField.of(f, "end");
          NumberField npurged = NumberField.of(f, "npurged");
          return r -> new PurgeVmapAreaLazy(start.get(r), end.get(r), npurged.get(r));
        });
    byName.put(
        "free_vmap_area_noflush",
        f -> {
          NumberField start = NumberField.of(f, "va_start");
          NumberField lazy = NumberField.of(f, "nr_lazy");
          NumberField most = NumberField.of(f, "nr_lazy_max");
          return r -> new FreeVmapAreaNoflush(start.get(r), lazy.get(r), most.get(r));
        });
  }

  private static RecordDecoder allocVmapArea(EventFormat f) throws MalformedTraceException {
    NumberField addr = NumberField.of(f, "addr");
    NumberField size = NumberField.of(f, "size");
    NumberField align = NumberField.of(f, "align");
    NumberField vstart = NumberField.of(f, "vstart");
    NumberField vend = NumberField.of(f, "vend");
    NumberField failed = NumberField.of(f, "failed");
    return r ->
        new AllocVmapArea(
            addr.get(r), size.get(r), align.get(r), vstart.get(r), vend.get(r), failed.get32(r));
  }

  /* The emulated machine's own, no events of Linux. */
  private void addTransitions() {
    byName.put(
        "kernel_entry",
        f -> {
          CpuField cpu = cpu(f);
          NumberField cause = NumberField.of(f, "cause");
          NumberField number = NumberField.of(f, "number");
          return r -> new KernelEntry(cpu.get(r), cause(cause.get(r)), number.get32(r));
        });
    byName.put(
        "kernel_exit",
        f -> {
          CpuField cpu = cpu(f);
          NumberField cause = NumberField.of(f, "cause");
          NumberField number = NumberField.of(f, "number");
          return r -> new KernelExit(cpu.get(r), cause(cause.get(r)), number.get32(r));
        });
  }

  private void addDeferral() {
    byName.put("ipi_deferred", this::ipiDeferred);
    byName.put(
        "write_cr3",
        f -> {
          CpuField cpu = cpu(f);
          NumberField cr3 = NumberField.of(f, "cr3");
          return r -> new WriteCr3(cpu.get(r), cr3.get(r));
        });
  }

  private RecordDecoder ipiDeferred(EventFormat f) throws MalformedTraceException {
    CpuField cpu = cpu(f);
    NumberField callsite = NumberField.of(f, "callsite");
    NumberField func = NumberField.of(f, "func");
    return r ->
        new IpiDeferred(cpu.get(r), names.symbol(callsite.get(r)), names.function(func.get(r)));
  }

  private static TransitionCause cause(long ordinal) throws MalformedTraceException {
    TransitionCause[] causes = TransitionCause.values();
    if (ordinal < 0 || ordinal >= causes.length) {
      throw new MalformedTraceException("expected a cause, 0 or 1, found " + ordinal);
    }
    return causes[(int) ordinal];
  }

  private RecordDecoder print(EventFormat f) throws MalformedTraceException {
    BytesField text = BytesField.of(f, "buf");
    return r -> new TracingMarkWrite(text.text(r).stripTrailing());
  }

  private static RecordDecoder irqEntry(IrqVector source, EventFormat f)
      throws MalformedTraceException {
    NumberField vector = NumberField.of(f, "vector");
    return r -> new IrqVectorEntry(source, vector.get32(r));
  }

  private static RecordDecoder irqExit(IrqVector source, EventFormat f)
      throws MalformedTraceException {
    NumberField vector = NumberField.of(f, "vector");
    return r -> new IrqVectorExit(source, vector.get32(r));
  }

  /**
   * {@return the decoder of the event; for an unknown one, a decoder that shows its fields}
   *
   * @throws MalformedTraceException if the format of a known event lacks a field
   */
  RecordDecoder of(EventFormat format) throws MalformedTraceException {
    RecordDecoder.Factory known = byName.get(format.name());
    return known == null ? new RawFields(format) : known.of(format);
  }
}
