package org.emukernel.scenarios.trace.dat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.trace.CallStack;
import org.emukernel.scenarios.trace.ByteKeyTable;
import org.emukernel.scenarios.trace.MalformedTraceException;

/**
 * Reads ftrace's {@code kernel_stack}: how many return addresses, and the addresses up to there or
 * the record's end. Equal stacks are made once. Source: struct stack_entry,
 * kernel/trace/trace_entries.h, and trace_stack_print(), kernel/trace/trace_output.c (Linux v6.18).
 */
final class StackDecoder {
  /** Ends the stacks of older kernels, which have a fixed length: ULONG_MAX. */
  private static final long NO_FRAME = -1;

  /** FTRACE_TRAMPOLINE_MARKER, kernel/trace/trace.h: INT_MAX. */
  private static final long TRAMPOLINE = Integer.MAX_VALUE;

  private final AddressNames names;
  private final NumberField size;
  private final int callers;
  private final int longSize;
  private final ByteOrder order;
  private final ByteKeyTable<CallStack> stacks = new ByteKeyTable<>(this::stack);

  StackDecoder(EventFormat format, AddressNames names, PageLayout layout, ByteOrder order)
      throws MalformedTraceException {
    this.names = names;
    this.size = NumberField.of(format, "size");
    this.callers = BytesField.of(format, "caller").field().offset();
    this.longSize = layout.longSize();
    this.order = order;
  }

  CallStack decode(RecordView record) throws MalformedTraceException {
    record.require(callers, 0);
    long frames = Math.min(size.get(record), (record.length() - callers) / longSize);
    int start = record.index(callers);
    return stacks.get(record.bytes(), start, start + (int) Math.max(0, frames) * longSize);
  }

  private CallStack stack(byte[] bytes, int start, int end) {
    ByteBuffer addresses = ByteBuffer.wrap(bytes, start, end - start).order(order);
    List<String> frames = new ArrayList<>();
    while (addresses.hasRemaining()) {
      long address = longSize == Long.BYTES ? addresses.getLong() : addresses.getInt();
      if (address == NO_FRAME) {
        break;
      }
      frames.add(frame(longSize == Long.BYTES ? address : Integer.toUnsignedLong((int) address)));
    }
    return CallStack.of(frames);
  }

  private String frame(long address) {
    return address == TRAMPOLINE ? "[FTRACE TRAMPOLINE]" : names.symbol(address).name();
  }
}
