package org.emukernel.scenarios.tracer;

import java.util.Locale;
import org.emukernel.api.trace.KernelSymbol;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceRecord;
import org.emukernel.api.trace.TransitionCause;

/**
 * Writes an event as Perfetto's GenericFtraceEvent, the form of events that Perfetto has no message
 * of its own for, with the kernel's names. Symbols are texts, as a Perfetto trace has no table of
 * them, and the stack is one field more.
 */
final class PerfettoEvent implements TraceEvent.Visitor<PerfettoEvent> {

  /* protos/perfetto/trace/ftrace/generic.proto */
  private static final int EVENT_NAME = 1;
  private static final int FIELD = 2;
  private static final int NAME = 1;
  private static final int STR_VALUE = 3;
  private static final int INT_VALUE = 4;
  private static final int UINT_VALUE = 5;

  private final ProtoMessage generic = new ProtoMessage();

  private PerfettoEvent(TraceEvent event) {
    generic.string(EVENT_NAME, event.name());
  }

  /** {@return the message} */
  static ProtoMessage of(TraceRecord record) {
    PerfettoEvent written = new PerfettoEvent(record.event());
    record.event().accept(written);
    if (!record.stack().isEmpty()) {
      written.text("stack", record.stack().toString());
    }
    return written.generic;
  }

  private PerfettoEvent text(String name, String value) {
    generic.message(FIELD, new ProtoMessage().string(NAME, name).string(STR_VALUE, value));
    return this;
  }

  private PerfettoEvent symbol(String name, KernelSymbol value) {
    return text(name, value.toString());
  }

  private PerfettoEvent unsigned(String name, long value) {
    generic.message(FIELD, new ProtoMessage().string(NAME, name).number(UINT_VALUE, value));
    return this;
  }

  private PerfettoEvent signed(String name, long value) {
    generic.message(FIELD, new ProtoMessage().string(NAME, name).number(INT_VALUE, value));
    return this;
  }

  @Override
  public PerfettoEvent visitOther(TraceEvent event) {
    throw new IllegalArgumentException("no fields are known for the event " + event.name());
  }

  @Override
  public PerfettoEvent visit(TraceEvent.CsdQueueCpu event) {
    return unsigned("cpu", event.cpu())
        .symbol("callsite", event.callsite())
        .symbol("func", event.func())
        .unsigned("csd", event.csd());
  }

  @Override
  public PerfettoEvent visit(TraceEvent.CsdFunctionEntry event) {
    return symbol("func", event.func()).unsigned("csd", event.csd());
  }

  @Override
  public PerfettoEvent visit(TraceEvent.CsdFunctionExit event) {
    return symbol("func", event.func()).unsigned("csd", event.csd());
  }

  @Override
  public PerfettoEvent visit(TraceEvent.IpiSendCpu event) {
    return unsigned("cpu", event.cpu())
        .symbol("callsite", event.callsite())
        .symbol("callback", event.callback());
  }

  @Override
  public PerfettoEvent visit(TraceEvent.IpiSendCpumask event) {
    return text("cpumask", event.cpumask().toCpuList())
        .symbol("callsite", event.callsite())
        .symbol("callback", event.callback());
  }

  @Override
  public PerfettoEvent visit(TraceEvent.IrqVectorEntry event) {
    return signed("vector", event.vector());
  }

  @Override
  public PerfettoEvent visit(TraceEvent.IrqVectorExit event) {
    return signed("vector", event.vector());
  }

  @Override
  public PerfettoEvent visit(TraceEvent.TlbFlush event) {
    return signed("reason", event.reason()).signed("pages", event.pages());
  }

  @Override
  public PerfettoEvent visit(TraceEvent.AllocVmapArea event) {
    return unsigned("addr", event.addr())
        .unsigned("size", event.size())
        .unsigned("align", event.align())
        .unsigned("vstart", event.vstart())
        .unsigned("vend", event.vend())
        .signed("failed", event.failed());
  }

  @Override
  public PerfettoEvent visit(TraceEvent.PurgeVmapAreaLazy event) {
    return unsigned("start", event.start())
        .unsigned("end", event.end())
        .unsigned("npurged", event.npurged());
  }

  @Override
  public PerfettoEvent visit(TraceEvent.FreeVmapAreaNoflush event) {
    return unsigned("va_start", event.vaStart())
        .unsigned("nr_lazy", event.nrLazy())
        .unsigned("nr_lazy_max", event.nrLazyMax());
  }

  @Override
  public PerfettoEvent visit(TraceEvent.TracingMarkWrite event) {
    return text("buf", event.text());
  }

  @Override
  public PerfettoEvent visit(TraceEvent.KernelEntry event) {
    return border(event.cpu(), event.cause(), event.number());
  }

  @Override
  public PerfettoEvent visit(TraceEvent.KernelExit event) {
    return border(event.cpu(), event.cause(), event.number());
  }

  private PerfettoEvent border(int cpu, TransitionCause cause, int number) {
    String what = cause.name().toLowerCase(Locale.ROOT);
    return unsigned("cpu", cpu).text("cause", what).signed("number", number);
  }

  @Override
  public PerfettoEvent visit(TraceEvent.IpiDeferred event) {
    return unsigned("cpu", event.cpu())
        .symbol("callsite", event.callsite())
        .symbol("func", event.func());
  }

  @Override
  public PerfettoEvent visit(TraceEvent.WriteCr3 event) {
    return unsigned("cpu", event.cpu()).unsigned("cr3", event.cr3());
  }
}
