package org.emukernel.scenarios.tracer;

import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.machine.TlbFlushReason;
import org.emukernel.api.trace.KernelSymbol;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TransitionCause;

/**
 * Writes the fields of events as the kernel does: TP_printk() of the files that {@link TraceEvent}
 * names. Pointers are not hashed (no_hash_pointers).
 */
final class EventText implements TraceEvent.Visitor<StringBuilder> {

  private static final TlbFlushReason[] REASONS = TlbFlushReason.values();
  private static final int WORD_BITS = 32;

  private final StringBuilder out;
  private final SymbolSizes sizes;
  private final int maskBits;

  /** Writes to a text. The mask of CPUs has whole longs (trace_print_bitmask_seq()). */
  EventText(StringBuilder out, int cpus, KernelSymbols symbols) {
    this.out = out;
    this.sizes = new SymbolSizes(symbols);
    this.maskBits = (cpus + Long.SIZE - 1) / Long.SIZE * Long.SIZE;
  }

  /* %pS */
  private void place(KernelSymbol symbol) {
    if (symbol.isNull() || symbol.name().startsWith("0x")) {
      out.append(symbol.name());
      return;
    }
    out.append(symbol.name()).append("+0x").append(Long.toHexString(symbol.offset()));
    out.append("/0x").append(Long.toHexString(sizes.of(symbol.name())));
  }

  /* %ps */
  private void function(KernelSymbol symbol) {
    out.append(symbol.name());
  }

  /* %p: 16 digits, no prefix. */
  private void pointer(long value) {
    String digits = Long.toHexString(value);
    out.append("0".repeat(2 * Long.BYTES - digits.length())).append(digits);
  }

  private StringBuilder unsigned(long value) {
    return out.append(Long.toUnsignedString(value));
  }

  private StringBuilder hex(long value) {
    return out.append("0x").append(Long.toHexString(value));
  }

  /* %*pb: groups of 32 bits, the highest first. */
  private void mask(CpuMask cpus) {
    for (int first = maskBits - WORD_BITS; first >= 0; first -= WORD_BITS) {
      int word = 0;
      for (int bit = 0; bit < WORD_BITS; bit++) {
        word |= cpus.contains(first + bit) ? 1 << bit : 0;
      }
      String digits = Integer.toHexString(word);
      out.append("0".repeat(WORD_BITS / 4 - digits.length())).append(digits);
      out.append(first > 0 ? "," : "");
    }
  }

  @Override
  public StringBuilder visitOther(TraceEvent event) {
    throw new IllegalArgumentException("no text is known for " + event.name());
  }

  @Override
  public StringBuilder visit(TraceEvent.CsdQueueCpu event) {
    out.append("cpu=").append(event.cpu()).append(" callsite=");
    place(event.callsite());
    out.append(" func=");
    function(event.func());
    out.append(" csd=");
    pointer(event.csd());
    return out;
  }

  @Override
  public StringBuilder visit(TraceEvent.CsdFunctionEntry event) {
    return csdFunction(event.func(), event.csd());
  }

  @Override
  public StringBuilder visit(TraceEvent.CsdFunctionExit event) {
    return csdFunction(event.func(), event.csd());
  }

  private StringBuilder csdFunction(KernelSymbol func, long csd) {
    out.append("func=");
    function(func);
    out.append(", csd=");
    pointer(csd);
    return out;
  }

  @Override
  public StringBuilder visit(TraceEvent.IpiSendCpu event) {
    out.append("cpu=").append(event.cpu());
    return callsiteAndCallback(event.callsite(), event.callback());
  }

  @Override
  public StringBuilder visit(TraceEvent.IpiSendCpumask event) {
    out.append("cpumask=");
    mask(event.cpumask());
    return callsiteAndCallback(event.callsite(), event.callback());
  }

  private StringBuilder callsiteAndCallback(KernelSymbol callsite, KernelSymbol callback) {
    out.append(" callsite=");
    place(callsite);
    out.append(" callback=");
    place(callback);
    return out;
  }

  @Override
  public StringBuilder visit(TraceEvent.IrqVectorEntry event) {
    return out.append("vector=").append(event.vector());
  }

  @Override
  public StringBuilder visit(TraceEvent.IrqVectorExit event) {
    return out.append("vector=").append(event.vector());
  }

  @Override
  public StringBuilder visit(TraceEvent.TlbFlush event) {
    int reason = event.reason();
    boolean known = reason >= 0 && reason < REASONS.length;
    String text = known ? REASONS[reason].text() : "0x" + Integer.toHexString(reason);
    out.append("pages:").append(event.pages()).append(" reason:").append(text);
    return out.append(" (").append(reason).append(')');
  }

  @Override
  public StringBuilder visit(TraceEvent.AllocVmapArea event) {
    out.append("va_start: ");
    unsigned(event.addr()).append(" size=");
    unsigned(event.size()).append(" align=");
    unsigned(event.align()).append(" vstart=");
    hex(event.vstart()).append(" vend=");
    return hex(event.vend()).append(" failed=").append(event.failed());
  }

  @Override
  public StringBuilder visit(TraceEvent.PurgeVmapAreaLazy event) {
    out.append("start=");
    hex(event.start()).append(" end=");
    hex(event.end()).append(" num_purged=");
    return unsigned(event.npurged());
  }

  @Override
  public StringBuilder visit(TraceEvent.FreeVmapAreaNoflush event) {
    out.append("va_start=");
    hex(event.vaStart()).append(" nr_lazy=");
    unsigned(event.nrLazy()).append(" nr_lazy_max=");
    return unsigned(event.nrLazyMax());
  }

  @Override
  public StringBuilder visit(TraceEvent.KernelEntry event) {
    return border(event.cpu(), event.cause(), event.number());
  }

  @Override
  public StringBuilder visit(TraceEvent.KernelExit event) {
    return border(event.cpu(), event.cause(), event.number());
  }

  private StringBuilder border(int cpu, TransitionCause cause, int number) {
    String what = cause == TransitionCause.SYSCALL ? " syscall=" : " vector=";
    return out.append("cpu=").append(cpu).append(what).append(number);
  }

  @Override
  public StringBuilder visit(TraceEvent.IpiDeferred event) {
    out.append("cpu=").append(event.cpu()).append(" callsite=");
    place(event.callsite());
    out.append(" func=");
    function(event.func());
    return out;
  }

  @Override
  public StringBuilder visit(TraceEvent.TracingMarkWrite event) {
    return out.append(event.text());
  }

  @Override
  public StringBuilder visit(TraceEvent.Unknown event) {
    return out.append(event.text());
  }

  @Override
  public StringBuilder visit(TraceEvent.WriteCr3 event) {
    out.append("cpu=").append(event.cpu()).append(" cr3=");
    return hex(event.cr3());
  }
}
