package org.emukernel.scenarios.trace.dat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.emukernel.scenarios.trace.MalformedTraceException;

/**
 * The layout of an event's records: {@code /sys/kernel/tracing/events/SYSTEM/EVENT/format}. Source:
 * f_show(), kernel/trace/trace_events.c (Linux v6.18).
 *
 * @param name the event's name
 * @param id the number in the records' {@code common_type}
 * @param common the fields that all events have
 * @param fields the event's own
 * @param printFmt the format that its text is printed by, with the arguments
 */
public record EventFormat(
    String name, int id, List<FormatField> common, List<FormatField> fields, String printFmt) {
  private static final String NAME = "name: ";
  private static final String ID = "ID: ";
  private static final String PRINT_FMT = "print fmt: ";
  private static final String NAMES = "[\\w.-]+";
  private static final int MAX_ID = 0xffff;

  /** Copies the lists. */
  public EventFormat {
    common = List.copyOf(common);
    fields = List.copyOf(fields);
  }

  /**
   * {@return the format that the text describes}
   *
   * @throws MalformedTraceException if it has no name, number or fields that can be read
   */
  static EventFormat parse(String text) throws MalformedTraceException {
    String name = "";
    int id = -1;
    String printFmt = "";
    List<FormatField> common = new ArrayList<>();
    List<FormatField> own = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith(NAME)) {
        name = line.substring(NAME.length()).strip();
      } else if (line.startsWith(ID)) {
        id = id(line.substring(ID.length()).strip());
      } else if (line.startsWith(PRINT_FMT)) {
        printFmt = line.substring(PRINT_FMT.length());
      } else if (line.stripLeading().startsWith("field:")) {
        FormatField field = field(line);
        (field.name().startsWith("common_") ? common : own).add(field);
      }
    }
    if (!name.matches(NAMES) || id < 0) {
      throw new MalformedTraceException("expected an event's format with \"name:\" and \"ID:\"");
    }
    return new EventFormat(name, id, common, own, printFmt);
  }

  private static int id(String digits) throws MalformedTraceException {
    if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) > MAX_ID) {
      throw new MalformedTraceException(
          "expected an event's ID from 0 to " + MAX_ID + ", found \"" + digits + "\"");
    }
    return Integer.parseInt(digits);
  }

  private static FormatField field(String line) throws MalformedTraceException {
    return FormatField.parse(line)
        .orElseThrow(
            () ->
                new MalformedTraceException(
                    "expected \"field:TYPE NAME; offset:N; size:N; signed:N;\", found \""
                        + line.strip()
                        + "\""));
  }

  /** {@return the field of this name, common or the event's own} */
  Optional<FormatField> field(String name, String... otherNames) {
    List<String> names = Stream.concat(Stream.of(name), Stream.of(otherNames)).toList();
    return Stream.concat(fields.stream(), common.stream())
        .filter(field -> names.contains(field.name()))
        .findFirst();
  }

  /** {@return the text of the format file} */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(NAME).append(name).append('\n').append(ID).append(id).append("\nformat:\n");
    common.forEach(field -> text.append('\t').append(field.line()).append('\n'));
    text.append('\n');
    fields.forEach(field -> text.append('\t').append(field.line()).append('\n'));
    return text.append('\n').append(PRINT_FMT).append(printFmt).append('\n').toString();
  }
}
