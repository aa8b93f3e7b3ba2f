package org.emukernel.scenarios.tracer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.emukernel.scenarios.trace.dat.DatLayout;
import org.emukernel.scenarios.trace.dat.DatOption;

/**
 * What stands before the CPUs' data in a trace.dat of version 6.
 *
 * @param formats the events
 * @param kallsyms the functions
 * @param tasks names of tasks by their numbers
 */
record TraceDatHead(EventFormats formats, String kallsyms, Map<Integer, String> tasks) {

  private static final String CLOCK = "[local] global counter uptime perf mono mono_raw boot tai\n";

  private static final String HEADER_PAGE =
      """
      	field: u64 timestamp;	offset:0;	size:8;	signed:0;
      	field: local_t commit;	offset:8;	size:8;	signed:1;
      	field: int overwrite;	offset:8;	size:1;	signed:1;
      	field: char data;	offset:16;	size:4080;	signed:0;
      """;

  private static final String HEADER_EVENT =
      """
      # compressed entry header
      	type_len    :    5 bits
      	time_delta  :   27 bits
      	array       :   32 bits

      	padding     : type == 29
      	time_extend : type == 30
      	time_stamp : type == 31
      	data max type_len  == 28
      """;

  /**
   * {@return the bytes up to the first CPU's data, which begin at a page}
   *
   * @param cpuBytes how many bytes each CPU has
   */
  byte[] bytes(long[] cpuBytes) {
    Out out = new Out();
    out.bytes(DatLayout.magic()).string("6").u8(DatLayout.LITTLE_ENDIAN).u8(Long.BYTES);
    out.u32(RingBufferPages.PAGE_BYTES);
    out.string(DatLayout.HEADER_PAGE).sized(HEADER_PAGE);
    out.string(DatLayout.HEADER_EVENT).sized(HEADER_EVENT);
    formats(out);
    out.u32(kallsyms.getBytes(StandardCharsets.UTF_8).length).bytes(kallsyms);
    out.u32(0); // No formats of trace_printk().
    out.sized(commandLines());
    out.u32(cpuBytes.length);
    options(out);
    offsets(out, cpuBytes);
    return out.toPage();
  }

  private void formats(Out out) {
    List<EventFormat> ftrace = EventFormats.ftrace();
    out.u32(ftrace.size());
    ftrace.forEach(format -> out.sized(format.text()));
    Map<String, List<EventFormat>> systems =
        formats.all().stream()
            .collect(
                Collectors.groupingBy(
                    EventFormat::system, LinkedHashMap::new, Collectors.toList()));
    out.u32(systems.size());
    systems.forEach(
        (system, events) -> {
          out.string(system).u32(events.size());
          events.forEach(format -> out.sized(format.text()));
        });
  }

  private String commandLines() {
    return tasks.entrySet().stream()
        .map(task -> task.getKey() + " " + task.getValue() + "\n")
        .collect(Collectors.joining());
  }

  private static void options(Out out) {
    out.string(DatLayout.OPTIONS);
    out.option(DatOption.TRACECLOCK, CLOCK);
    out.option(DatOption.UNAME, "Linux 6.18.0-emu x86_64\0");
    out.u16(DatOption.DONE.id()).string(DatLayout.FLYRECORD);
  }

  /* Behind the offsets stands the clock again, as the option says. */
  private static void offsets(Out out, long[] cpuBytes) {
    long clock = Long.BYTES + (long) CLOCK.length();
    long next = toPage(out.size() + 2L * Long.BYTES * cpuBytes.length + clock);
    for (long bytes : cpuBytes) {
      out.u64(next).u64(bytes);
      next += bytes;
    }
    out.sized(CLOCK);
  }

  private static long toPage(long offset) {
    int page = RingBufferPages.PAGE_BYTES;
    return (offset + page - 1) / page * page;
  }

  /** Bytes, the lowest of a number first. */
  private static final class Out {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Out number(long value, int size) {
      ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.write(buffer.putLong(value).array(), 0, size);
      return this;
    }

    Out u8(int value) {
      return number(value, Byte.BYTES);
    }

    Out u16(int value) {
      return number(value, Short.BYTES);
    }

    Out u32(int value) {
      return number(value, Integer.BYTES);
    }

    Out u64(long value) {
      return number(value, Long.BYTES);
    }

    Out bytes(byte[] more) {
      bytes.writeBytes(more);
      return this;
    }

    Out bytes(String text) {
      return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    Out string(String text) {
      return bytes(text).u8(0);
    }

    Out sized(String text) {
      byte[] content = text.getBytes(StandardCharsets.UTF_8);
      return u64(content.length).bytes(content);
    }

    Out option(DatOption option, String text) {
      byte[] content = text.getBytes(StandardCharsets.UTF_8);
      return u16(option.id()).u32(content.length).bytes(content);
    }

    int size() {
      return bytes.size();
    }

    byte[] toPage() {
      return Arrays.copyOf(bytes.toByteArray(), (int) TraceDatHead.toPage(size()));
    }
  }
}
