package org.emukernel.scenarios.trace.dat;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A field of an event, as a {@code format} file describes it. Source: f_show(),
 * kernel/trace/trace_events.c (Linux v6.18).
 *
 * @param type the C type before the name, such as {@code unsigned int} or {@code __data_loc
 *     cpumask_t}
 * @param name the field's name
 * @param array what stands in brackets behind the name, with the brackets; empty if it is no array
 * @param offset bytes from the record's start
 * @param size bytes; 0 of an array that reaches to the record's end
 * @param signedness whether numbers in it may be negative
 */
public record FormatField(
    String type, String name, String array, int offset, int size, Signedness signedness) {
  private static final Pattern LINE =
      Pattern.compile(
          "\\s*field:(?<type>.*?)\\b(?<name>\\w+)(?<array>\\[[^\\]]*\\])?;"
              + "\\s*offset:(?<offset>\\d{1,9});\\s*size:(?<size>\\d{1,9});"
              + "(?:\\s*signed:(?<signed>[01]);)?\\s*");

  /** Whether a number may be negative. */
  public enum Signedness {
    UNSIGNED,
    SIGNED
  }

  /** Where a field's content lies. */
  enum Location {
    /** At the field's offset. */
    FIXED,
    /** Where the field says, from the record's start; it holds length and offset, 16 bits each. */
    DATA_LOC,
    /** The same from the field's end. */
    REL_LOC
  }

  /** {@return the field of a line that begins with {@code field:}, or nothing if it is none} */
  static Optional<FormatField> parse(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String array = matcher.group("array");
    return Optional.of(
        new FormatField(
            matcher.group("type").strip(),
            matcher.group("name"),
            array == null ? "" : array,
            Integer.parseInt(matcher.group("offset")),
            Integer.parseInt(matcher.group("size")),
            "1".equals(matcher.group("signed")) ? Signedness.SIGNED : Signedness.UNSIGNED));
  }

  Location location() {
    if (type.startsWith("__data_loc")) {
      return Location.DATA_LOC;
    }
    return type.startsWith("__rel_loc") ? Location.REL_LOC : Location.FIXED;
  }

  boolean isPointer() {
    return type.endsWith("*");
  }

  /** {@return whether it holds characters} */
  boolean isText() {
    return (!array.isEmpty() || location() != Location.FIXED) && type.matches(".*\\bchar\\b.*");
  }

  /** {@return the line of the format file, without tab before and line feed behind it} */
  public String line() {
    return "field:"
        + type
        + " "
        + name
        + array
        + ";\toffset:"
        + offset
        + ";\tsize:"
        + size
        + ";\tsigned:"
        + signedness.ordinal()
        + ";";
  }
}
