package org.emukernel.scenarios.trace.dat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.emukernel.scenarios.trace.MalformedTraceException;

/**
 * Reads the parts that both versions have, from wherever they stand: the kernel's files about its
 * ring buffer, events, symbols and tasks.
 */
final class Metadata {
  /** The longest format file; the kernel's are within a few pages. */
  private static final int LONGEST_FORMAT = 1 << 20;

  /** The longest kallsyms or other list: a kernel's own has some 10 MiB. */
  private static final int LONGEST_LIST = 64 << 20;

  private static final int MOST_FORMATS = 1 << 16;

  private final DatHeader header;

  Metadata(DatHeader header) {
    this.header = header;
  }

  void readHeaderInfo(DatInput in) throws IOException {
    in.expect(DatLayout.HEADER_PAGE);
    byte[] page = in.block("header_page", in.number64("the size of header_page"), LONGEST_FORMAT);
    try {
      header.layout(PageLayout.parse(page));
    } catch (MalformedTraceException e) {
      throw in.expectedLast("a header_page that can be read", e.getMessage());
    }
    in.expect(DatLayout.HEADER_EVENT);
    in.skip("header_event", in.number64("the size of header_event"));
  }

  void readFtraceEvents(DatInput in) throws IOException {
    readFormats(in, "ftrace");
  }

  void readEventFormats(DatInput in) throws IOException {
    long systems = in.number32("the number of event systems");
    for (long i = 0; i < systems; i++) {
      readFormats(in, in.text("a system's name"));
    }
  }

  private void readFormats(DatInput in, String system) throws IOException {
    long events = in.number32("the number of events of " + system);
    if (events > MOST_FORMATS) {
      throw in.expectedLast(
          "at most " + MOST_FORMATS + " events of " + system, Long.toString(events));
    }
    for (long i = 0; i < events; i++) {
      byte[] text =
          in.block("an event's format", in.number64("the size of a format"), LONGEST_FORMAT);
      if (header.formats().size() == MOST_FORMATS) {
        throw in.expectedLast("at most " + MOST_FORMATS + " events", "one more");
      }
      try {
        header.add(EventFormat.parse(new String(text, UTF_8)));
      } catch (MalformedTraceException e) {
        header.log().warn(in.warningLast(system + ": " + e.getMessage()));
      }
    }
  }

  void readKallsyms(DatInput in) throws IOException {
    header.kallsyms(in.block("kallsyms", in.number32("the size of kallsyms"), LONGEST_LIST));
  }

  void readPrintkFormats(DatInput in) throws IOException {
    header.printkFormats(
        in.block("printk_formats", in.number32("the size of printk_formats"), LONGEST_LIST));
  }

  void readTasks(DatInput in) throws IOException {
    header.tasks(
        in.block("saved_cmdlines", in.number64("the size of saved_cmdlines"), LONGEST_LIST));
  }
}
