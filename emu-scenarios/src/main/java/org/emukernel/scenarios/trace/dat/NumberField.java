package org.emukernel.scenarios.trace.dat;

import org.emukernel.scenarios.trace.MalformedTraceException;

/** A field that holds a number. */
record NumberField(int offset, int size, FormatField.Signedness signedness) {

  /**
   * {@return the event's field of this name}
   *
   * @throws MalformedTraceException if it has none that is a number
   */
  static NumberField of(EventFormat format, String name) throws MalformedTraceException {
    return of(
        format
            .field(name)
            .orElseThrow(
                () ->
                    new MalformedTraceException(
                        "expected a field " + name + " in the format of " + format.name())));
  }

  static NumberField of(FormatField field) throws MalformedTraceException {
    if (field.size() > Long.BYTES || Integer.bitCount(field.size()) != 1) {
      throw new MalformedTraceException(
          "expected a number of 1, 2, 4 or 8 bytes, found " + field.line().replace('\t', ' '));
    }
    return new NumberField(field.offset(), field.size(), field.signedness());
  }

  long get(RecordView record) throws MalformedTraceException {
    return record.number(offset, size, signedness);
  }

  int get32(RecordView record) throws MalformedTraceException {
    return (int) get(record);
  }

  /** {@return the number, negative where its highest bit is set: {@code %ld} of an unsigned one} */
  long getSigned(RecordView record) throws MalformedTraceException {
    return record.number(offset, size, FormatField.Signedness.SIGNED);
  }
}
