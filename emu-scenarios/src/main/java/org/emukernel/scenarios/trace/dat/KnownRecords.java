package org.emukernel.scenarios.trace.dat;

import java.util.List;
import org.emukernel.api.trace.TraceWarning;
import org.emukernel.scenarios.trace.MalformedTraceException;
import org.jspecify.annotations.Nullable;

/** What is known of each kind of record, by the number in its {@code common_type}. */
final class KnownRecords {
  private static final String STACK = "kernel_stack";
  private static final String USER_STACK = "user_stack";

  /**
   * A kind of record.
   *
   * @param pid the task
   * @param flags {@code common_flags}; null if it has none
   * @param preemptCount {@code common_preempt_count}; null if it has none
   * @param decoder makes the event; null for what is none
   * @param stack reads the stack of the event before; null for what is none
   */
  record Kind(
      NumberField pid,
      @Nullable NumberField flags,
      @Nullable NumberField preemptCount,
      @Nullable RecordDecoder decoder,
      @Nullable StackDecoder stack) {}

  private final @Nullable Kind[] kinds = new @Nullable Kind[1 << Short.SIZE];
  private final NumberField type;

  /** Makes the kinds; what cannot be made is in the header's log. */
  KnownRecords(DatHeader header, PageLayout layout, int cpus) throws MalformedTraceException {
    AddressNames names = new AddressNames(header.kallsyms());
    EventDecoding decoding = new EventDecoding(header, layout, names, cpus);
    List<EventFormat> formats = header.formats();
    if (formats.isEmpty()) {
      throw new MalformedTraceException("expected the formats of events, found none");
    }
    this.type = NumberField.of(formats.get(0), "common_type");
    for (EventFormat format : formats) {
      try {
        kinds[format.id()] =
            format.name().equals(STACK)
                ? kind(format, null, new StackDecoder(format, names, layout, header.order()))
                : kind(format, decoder(format, decoding), null);
      } catch (MalformedTraceException e) {
        header
            .log()
            .warn(
                new TraceWarning(
                    TraceWarning.Unit.BYTE, 0, Printable.line(String.valueOf(e.getMessage()))));
      }
    }
  }

  private static @Nullable RecordDecoder decoder(EventFormat format, EventDecoding decoding)
      throws MalformedTraceException {
    return format.name().equals(USER_STACK) ? null : decoding.of(format);
  }

  private static Kind kind(
      EventFormat format, @Nullable RecordDecoder decoder, @Nullable StackDecoder stack)
      throws MalformedTraceException {
    return new Kind(
        NumberField.of(format, "common_pid"),
        optional(format, "common_flags"),
        optional(format, "common_preempt_count"),
        decoder,
        stack);
  }

  private static @Nullable NumberField optional(EventFormat format, String name)
      throws MalformedTraceException {
    return format.field(name).isPresent() ? NumberField.of(format, name) : null;
  }

  /**
   * {@return the kind of the record}
   *
   * @throws MalformedTraceException if it is of none that the file describes
   */
  Kind of(RecordView record) throws MalformedTraceException {
    long id = type.get(record);
    Kind kind = id >= 0 && id < kinds.length ? kinds[(int) id] : null;
    if (kind == null) {
      throw new MalformedTraceException(
          "expected an event that the file describes, found number " + id);
    }
    return kind;
  }
}
