package org.emukernel.scenarios.trace.dat;

import org.emukernel.scenarios.trace.MalformedTraceException;

/**
 * A field that holds bytes: in its place, up to the record's end, or where a {@code __data_loc}
 * says.
 */
record BytesField(FormatField field) {
  private static final int LOW_HALF = 0xffff;

  static BytesField of(EventFormat format, String name) throws MalformedTraceException {
    return new BytesField(
        format
            .field(name)
            .orElseThrow(
                () ->
                    new MalformedTraceException(
                        "expected a field " + name + " in the format of " + format.name())));
  }

  /** {@return where it begins in the record} */
  int offset(RecordView record) throws MalformedTraceException {
    return switch (field.location()) {
      case FIXED -> field.offset();
      case DATA_LOC -> (int) location(record) & LOW_HALF;
      case REL_LOC -> ((int) location(record) & LOW_HALF) + field.offset() + Integer.BYTES;
    };
  }

  /** {@return how many bytes it has} */
  int size(RecordView record) throws MalformedTraceException {
    if (field.location() != FormatField.Location.FIXED) {
      return (int) (location(record) >>> Short.SIZE);
    }
    return field.size() == 0 ? record.length() - field.offset() : field.size();
  }

  private long location(RecordView record) throws MalformedTraceException {
    return record.number(field.offset(), Integer.BYTES, FormatField.Signedness.UNSIGNED);
  }

  String text(RecordView record) throws MalformedTraceException {
    return record.text(offset(record), size(record));
  }
}
