package org.emukernel.scenarios.trace.dat;

import java.util.HexFormat;
import java.util.StringJoiner;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.scenarios.trace.MalformedTraceException;

/** Shows the fields of an event that no record describes: {@code name=value}, as they lie there. */
final class RawFields implements RecordDecoder {
  /** Longer arrays are cut. */
  private static final int LONGEST_ARRAY = 64;

  private final EventFormat format;

  RawFields(EventFormat format) {
    this.format = format;
  }

  @Override
  public TraceEvent decode(RecordView record) throws MalformedTraceException {
    StringJoiner text = new StringJoiner(" ");
    for (FormatField field : format.fields()) {
      text.add(field.name() + "=" + value(field, record));
    }
    return new TraceEvent.Unknown(format.name(), text.toString());
  }

  private static String value(FormatField field, RecordView record) throws MalformedTraceException {
    BytesField bytes = new BytesField(field);
    if (field.isText()) {
      return bytes.text(record);
    }
    boolean array = !field.array().isEmpty() || field.location() != FormatField.Location.FIXED;
    if (array || field.size() > Long.BYTES || Integer.bitCount(field.size()) != 1) {
      return hex(record, bytes.offset(record), bytes.size(record));
    }
    long number = NumberField.of(field).get(record);
    if (field.isPointer()) {
      return "0x" + Long.toHexString(number);
    }
    return field.signedness() == FormatField.Signedness.SIGNED
        ? Long.toString(number)
        : Long.toUnsignedString(number);
  }

  private static String hex(RecordView record, int offset, int size)
      throws MalformedTraceException {
    record.require(offset, size);
    int start = record.index(offset);
    int shown = Math.min(size, LONGEST_ARRAY);
    return "["
        + HexFormat.ofDelimiter(" ").formatHex(record.bytes(), start, start + shown)
        + (shown < size ? " ...]" : "]");
  }
}
