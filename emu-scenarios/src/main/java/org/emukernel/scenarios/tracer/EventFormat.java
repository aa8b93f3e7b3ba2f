package org.emukernel.scenarios.tracer;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the fields of an event lie in its record, and the text that tracefs has of it in {@code
 * events/SYSTEM/NAME/format}. The common fields take the first {@value #FIRST_OFFSET} bytes.
 *
 * @param system the group of events
 * @param name the event
 * @param id common_type
 * @param fields the fields, in order
 * @param print what stands behind "print fmt:"
 */
record EventFormat(String system, String name, int id, List<Field> fields, String print) {

  static final int FIRST_OFFSET = 8;

  private static final String COMMON =
      """
      format:
      	field:unsigned short common_type;	offset:0;	size:2;	signed:0;
      	field:unsigned char common_flags;	offset:2;	size:1;	signed:0;
      	field:unsigned char common_preempt_count;	offset:3;	size:1;	signed:0;
      	field:int common_pid;	offset:4;	size:4;	signed:1;

      """;

  /**
   * A field.
   *
   * @param declaration in C, such as {@code unsigned int cpu}
   * @param offset bytes from the record's start
   * @param size bytes; 0 for an array to the record's end
   * @param sign whether it has one
   */
  record Field(String declaration, int offset, int size, Sign sign) {

    private String line() {
      return "\tfield:%s;\toffset:%d;\tsize:%d;\tsigned:%d;\n"
          .formatted(declaration, offset, size, sign.ordinal());
    }
  }

  /** Whether a field may be negative. */
  enum Sign {
    /** It is unsigned. */
    UNSIGNED,
    /** It is signed. */
    SIGNED
  }

  /** {@return the text of the file} */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append("name: ").append(name).append("\nID: ").append(id).append('\n').append(COMMON);
    fields.forEach(field -> text.append(field.line()));
    return text.append("\nprint fmt: ").append(print).append('\n').toString();
  }

  /** Begins a format. */
  static Builder of(String system, String name, int id) {
    return new Builder(system, name, id);
  }

  /** Lays fields out one behind the other, each at a multiple of its size, as a C compiler does. */
  static final class Builder {

    private final String system;
    private final String name;
    private final int id;
    private final List<Field> fields = new ArrayList<>();
    private int next = FIRST_OFFSET;

    private Builder(String system, String name, int id) {
      this.system = system;
      this.name = name;
      this.id = id;
    }

    private Builder add(String declaration, int size, int alignment, Sign sign) {
      int offset = (next + alignment - 1) / alignment * alignment;
      fields.add(new Field(declaration, offset, size, sign));
      next = offset + size;
      return this;
    }

    Builder pointer(String name) {
      return add("void * " + name, Long.BYTES, Long.BYTES, Sign.UNSIGNED);
    }

    Builder unsignedLong(String name) {
      return add("unsigned long " + name, Long.BYTES, Long.BYTES, Sign.UNSIGNED);
    }

    Builder unsignedInt(String name) {
      return add("unsigned int " + name, Integer.BYTES, Integer.BYTES, Sign.UNSIGNED);
    }

    Builder signedInt(String name) {
      return add("int " + name, Integer.BYTES, Integer.BYTES, Sign.SIGNED);
    }

    /** Where the data lie, and how many bytes there are: 16 bits each. */
    Builder dataLocation(String type, String name) {
      return add("__data_loc " + type + " " + name, Integer.BYTES, Integer.BYTES, Sign.UNSIGNED);
    }

    Builder array(String declaration, int alignment, Sign sign) {
      return add(declaration, 0, alignment, sign);
    }

    EventFormat print(String print) {
      return new EventFormat(system, name, id, List.copyOf(fields), print);
    }
  }
}
