package org.emukernel.scenarios.tracer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.trace.CallStack;
import org.emukernel.api.trace.KernelSymbol;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TransitionCause;

/**
 * Writes events as they lie in the ring buffer, laid out as {@link EventFormats} says. One object
 * writes all, into one buffer.
 */
final class RawEvent implements TraceEvent.Visitor<ByteBuffer> {

  /* TRACE_FLAG_*, include/linux/trace_events.h, Linux v6.18. */
  private static final int IRQS_OFF = 0x01;
  private static final int HARDIRQ = 0x08;
  private static final int NMI = 0x40;

  /** A page of the ring buffer holds no longer ones. */
  private static final int LONGEST = 4096;

  private static final int HARDIRQ_COLUMN = 2;

  private final ByteBuffer data = ByteBuffer.allocate(LONGEST).order(ByteOrder.LITTLE_ENDIAN);
  private final EventFormats formats;
  private final AddressBook addresses;
  private final int maskBytes;

  /** Makes a writer for a machine of so many CPUs. */
  RawEvent(EventFormats formats, AddressBook addresses, int cpus) {
    this.formats = formats;
    this.addresses = addresses;
    this.maskBytes = (cpus + Long.SIZE - 1) / Long.SIZE * Long.BYTES;
  }

  /** {@return the event's bytes, until the next call} */
  ByteBuffer event(TraceHeader header, TraceEvent event) {
    boolean mark = event instanceof TraceEvent.TracingMarkWrite;
    common(mark ? EventFormats.PRINT : formats.idOf(event.name()), header);
    return event.accept(this).flip();
  }

  /** {@return the bytes of the event that holds a stack, until the next call} */
  ByteBuffer stack(TraceHeader header, CallStack stack) {
    common(EventFormats.KERNEL_STACK, header);
    data.putInt(stack.frames().size()).putInt(0);
    stack.frames().forEach(frame -> data.putLong(addresses.of(frame)));
    return data.flip();
  }

  private void common(int id, TraceHeader header) {
    data.clear();
    data.putShort((short) id).put((byte) bits(header.flags())).put((byte) 0).putInt(header.pid());
  }

  private static int bits(String flags) {
    if (flags.length() <= HARDIRQ_COLUMN) {
      return 0;
    }
    int irqs = flags.charAt(0) == 'd' ? IRQS_OFF : 0;
    return irqs
        | switch (flags.charAt(HARDIRQ_COLUMN)) {
          case 'h' -> HARDIRQ;
          case 'z' -> NMI;
          case 'Z' -> NMI | HARDIRQ;
          default -> 0;
        };
  }

  private RawEvent u32(long value) {
    data.putInt((int) value);
    return this;
  }

  private RawEvent u64(long value) {
    data.position((data.position() + Long.BYTES - 1) / Long.BYTES * Long.BYTES);
    data.putLong(value);
    return this;
  }

  private RawEvent symbol(KernelSymbol symbol) {
    return u64(addresses.of(symbol));
  }

  @Override
  public ByteBuffer visitOther(TraceEvent event) {
    throw new IllegalArgumentException("no format is known for the event " + event.name());
  }

  @Override
  public ByteBuffer visit(TraceEvent.CsdQueueCpu event) {
    return u32(event.cpu()).symbol(event.callsite()).symbol(event.func()).u64(event.csd()).data;
  }

  @Override
  public ByteBuffer visit(TraceEvent.CsdFunctionEntry event) {
    return symbol(event.func()).u64(event.csd()).data;
  }

  @Override
  public ByteBuffer visit(TraceEvent.CsdFunctionExit event) {
    return symbol(event.func()).u64(event.csd()).data;
  }

  @Override
  public ByteBuffer visit(TraceEvent.IpiSendCpu event) {
    return u32(event.cpu()).symbol(event.callsite()).symbol(event.callback()).data;
  }

  /* The mask stands behind the fields. */
  @Override
  public ByteBuffer visit(TraceEvent.IpiSendCpumask event) {
    int offset = EventFormat.FIRST_OFFSET + 3 * Long.BYTES;
    u32((long) maskBytes << Short.SIZE | offset);
    symbol(event.callsite()).symbol(event.callback());
    return mask(event.cpumask());
  }

  private ByteBuffer mask(CpuMask cpus) {
    for (int first = 0; first < maskBytes * Byte.SIZE; first += Byte.SIZE) {
      int bits = 0;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        bits |= cpus.contains(first + bit) ? 1 << bit : 0;
      }
      data.put((byte) bits);
    }
    return data;
  }

  @Override
  public ByteBuffer visit(TraceEvent.IrqVectorEntry event) {
    return u32(event.vector()).data;
  }

  @Override
  public ByteBuffer visit(TraceEvent.IrqVectorExit event) {
    return u32(event.vector()).data;
  }

  @Override
  public ByteBuffer visit(TraceEvent.TlbFlush event) {
    return u32(event.reason()).u64(event.pages()).data;
  }

  @Override
  public ByteBuffer visit(TraceEvent.AllocVmapArea event) {
    u64(event.addr()).u64(event.size()).u64(event.align());
    return u64(event.vstart()).u64(event.vend()).u32(event.failed()).data;
  }

  @Override
  public ByteBuffer visit(TraceEvent.FreeVmapAreaNoflush event) {
    return u64(event.vaStart()).u64(event.nrLazy()).u64(event.nrLazyMax()).data;
  }

  @Override
  public ByteBuffer visit(TraceEvent.PurgeVmapAreaLazy event) {
    return u64(event.start()).u64(event.end()).u32(event.npurged()).data;
  }

  @Override
  public ByteBuffer visit(TraceEvent.TracingMarkWrite event) {
    u64(addresses.of("tracing_mark_write"));
    return data.put((event.text() + "\n\0").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public ByteBuffer visit(TraceEvent.KernelEntry event) {
    return border(event.cpu(), event.cause(), event.number());
  }

  @Override
  public ByteBuffer visit(TraceEvent.KernelExit event) {
    return border(event.cpu(), event.cause(), event.number());
  }

  private ByteBuffer border(int cpu, TransitionCause cause, int number) {
    return u32(cpu).u32(cause.ordinal()).u32(number).data;
  }

  @Override
  public ByteBuffer visit(TraceEvent.IpiDeferred event) {
    return u32(event.cpu()).symbol(event.callsite()).symbol(event.func()).data;
  }

  @Override
  public ByteBuffer visit(TraceEvent.WriteCr3 event) {
    return u32(event.cpu()).u64(event.cr3()).data;
  }
}
