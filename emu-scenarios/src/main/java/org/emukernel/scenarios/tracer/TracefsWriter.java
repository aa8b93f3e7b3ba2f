package org.emukernel.scenarios.tracer;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TraceRecord;

/**
 * Writes what tracefs' file {@code trace} shows: print_trace_header() of kernel/trace/trace.c,
 * trace_print_context() and trace_stack_print() of kernel/trace/trace_output.c, Linux v6.18. Times
 * have nine decimals where the kernel prints six, so that nothing is lost.
 */
final class TracefsWriter implements TraceWriter {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int COMM_WIDTH = 16;
  private static final int PID_WIDTH = 7;
  private static final int SECONDS_WIDTH = 5;
  private static final int COUNT_WIDTH = 19;
  private static final long NS_PER_SECOND = 1_000_000_000;

  private static final String COLUMNS =
      """
      #
      #                                _-----=> irqs-off/BH-disabled
      #                               / _----=> need-resched
      #                              | / _---=> hardirq/softirq
      #                              || / _--=> preempt-depth
      #                              ||| / _-=> migrate-disable
      #                              |||| /     delay
      #           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
      #              | |         |   |||||     |         |
      """;

  private final Path file;
  private final OutputStream out;
  private final int cpus;
  private final StringBuilder line = new StringBuilder();
  private final EventText text;
  private long entries;

  TracefsWriter(Path file, TracedMachine machine) throws IOException {
    this.file = file;
    this.cpus = machine.cpus();
    this.text = new EventText(line, machine.cpus(), machine.symbols());
    this.out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
    put("# tracer: nop\n#\n" + countLine() + COLUMNS);
  }

  /* As long whatever the count is, so that it can be written over at the end. */
  private String countLine() {
    String counts = entries + "/" + entries + "   #P:" + cpus;
    int width = 2 * COUNT_WIDTH + 1 + "   #P:".length() + Integer.toString(cpus).length();
    return "# entries-in-buffer/entries-written: "
        + counts
        + " ".repeat(width - counts.length())
        + "\n";
  }

  private void put(CharSequence what) throws IOException {
    out.write(what.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void write(TraceRecord record) throws IOException {
    line.setLength(0);
    context(record.header());
    line.append(record.event().name()).append(": ");
    record.event().accept(text);
    line.append('\n');
    entries++;
    if (!record.stack().isEmpty()) {
      context(record.header());
      line.append("<stack trace>\n");
      record.stack().frames().forEach(frame -> line.append(" => ").append(frame).append('\n'));
      entries++;
    }
    put(line);
  }

  /* "%16s-%-7d [%03d] %s %5lu.%09lu: " */
  private void context(TraceHeader header) {
    line.append(" ".repeat(Math.max(0, COMM_WIDTH - header.task().length())));
    line.append(header.task()).append('-');
    padded(Integer.toString(header.pid()), PID_WIDTH);
    line.append(" [");
    zeros(header.cpu(), 3);
    line.append("] ").append(header.flags()).append(' ');
    String seconds = Long.toString(header.timestampNs() / NS_PER_SECOND);
    line.append(" ".repeat(Math.max(0, SECONDS_WIDTH - seconds.length()))).append(seconds);
    line.append('.');
    zeros(header.timestampNs() % NS_PER_SECOND, 9);
    line.append(": ");
  }

  private void padded(String what, int width) {
    line.append(what).append(" ".repeat(Math.max(0, width - what.length())));
  }

  private void zeros(long value, int digits) {
    String shown = Long.toString(value);
    line.append("0".repeat(Math.max(0, digits - shown.length()))).append(shown);
  }

  @Override
  public void finish() throws IOException {
    out.close();
    try (RandomAccessFile head = new RandomAccessFile(file.toFile(), "rw")) {
      head.seek("# tracer: nop\n#\n".length());
      head.write(countLine().getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
