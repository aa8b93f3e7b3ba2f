package org.emukernel.scenarios.tracer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The forms in which recordings are written. */
public enum TraceFileFormat {
  /** The text of tracefs' file trace. */
  TRACEFS(TracefsWriter::new, ".txt", ".trace"),
  /** trace-cmd's own file, version 6. */
  TRACE_DAT(TraceDatWriter::new, ".dat"),
  /** A trace of Perfetto: protocol buffers. */
  PERFETTO(PerfettoWriter::new, ".perfetto-trace", ".pftrace");

  private final Opener opener;
  private final List<String> endings;

  TraceFileFormat(Opener opener, String... endings) {
    this.opener = opener;
    this.endings = List.of(endings);
  }

  /** Begins a recording. */
  @FunctionalInterface
  private interface Opener {
    TraceWriter open(Path file, TracedMachine machine) throws IOException;
  }

  /** {@return the name on the command line} */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@return the form of this name} */
  public static Optional<TraceFileFormat> named(String key) {
    return Arrays.stream(values()).filter(format -> format.key().equals(key)).findFirst();
  }

  /** {@return the form that a file's name ends in} */
  public static Optional<TraceFileFormat> of(Path file) {
    return Arrays.stream(values())
        .filter(format -> format.endings.stream().anyMatch(file.toString()::endsWith))
        .findFirst();
  }

  /** {@return all names, in order} */
  public static List<String> keys() {
    return Arrays.stream(values()).map(TraceFileFormat::key).toList();
  }

  /** {@return all endings with the names of the forms that they stand for, for messages} */
  public static String allEndings() {
    return Arrays.stream(values())
        .map(format -> String.join(" or ", format.endings) + " (" + format.key() + ")")
        .collect(Collectors.joining(", "));
  }

  TraceWriter open(Path file, TracedMachine machine) throws IOException {
    return opener.open(file, machine);
  }
}
