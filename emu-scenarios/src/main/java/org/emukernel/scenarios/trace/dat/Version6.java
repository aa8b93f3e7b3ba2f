package org.emukernel.scenarios.trace.dat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Optional;

/** Reads the header of version 6: one part after the other. Source: trace-cmd.dat.v6(5). */
final class Version6 {
  private static final int TAG = 10;
  private static final int LONGEST_NAME = 4096;

  private final DatFile file;
  private final DatInput in;
  private final DatHeader header;
  private final Metadata metadata;
  private final OptionReader options;

  /** Reads on from behind the page size. */
  Version6(DatFile file, DatInput in, DatHeader header) {
    this.file = file;
    this.in = in;
    this.header = header;
    this.metadata = new Metadata(header);
    this.options = new OptionReader(header);
  }

  void read() throws IOException {
    metadata.readHeaderInfo(in);
    metadata.readFtraceEvents(in);
    metadata.readEventFormats(in);
    metadata.readKallsyms(in);
    metadata.readPrintkFormats(in);
    metadata.readTasks(in);
    header.cpuCount(in.number32("the number of CPUs"), in);
    String tag = tag(in);
    if (tag.equals(DatLayout.OPTIONS)) {
      readOptions();
      tag = tag(in);
    }
    readBuffer(tag, in);
  }

  private static String tag(DatInput in) throws IOException {
    return in.fixed("\"options\", \"flyrecord\" or \"latency\"", TAG);
  }

  private void readBuffer(String tag, DatInput from) throws IOException {
    if (tag.equals(DatLayout.LATENCY)) {
      throw from.expectedLast("\"flyrecord\"", "a latency tracer's text, which holds no events");
    }
    if (!tag.equals(DatLayout.FLYRECORD)) {
      throw from.expectedLast("\"options\" or \"flyrecord\"", "\"" + tag + "\"");
    }
    int cpus = header.cpuCount().orElseThrow();
    for (int cpu = 0; cpu < cpus; cpu++) {
      long place = from.number64("the place of a CPU's events");
      long size = from.number64("the size of a CPU's events");
      header.add(new CpuData(cpu, place, size, header.pageSize(), DatCompression.NONE));
    }
  }

  private void readOptions() throws IOException {
    int id = in.number16("an option");
    while (id != DatOption.DONE.id()) {
      DatInput data = in.part("an option", in.number32("the size of an option"));
      Optional<DatOption> option = DatOption.of(id);
      if (option.isPresent()) {
        read(option.get(), data);
      }
      id = in.number16("an option");
    }
  }

  private void read(DatOption option, DatInput data) throws IOException {
    if (option == DatOption.BUFFER) {
      readInstance(data);
    } else {
      options.read(option, data);
    }
  }

  /* A further instance's buffer: where "flyrecord" of its own stands, and its name. */
  private void readInstance(DatInput data) throws IOException {
    long place = data.number64("the place of a buffer");
    String name = new String(data.block("a buffer's name", data.left(), LONGEST_NAME), UTF_8);
    DatInput buffer = new DatInput(file, in.order(), checked(place, name, data), file.size());
    readBuffer(tag(buffer), buffer);
  }

  private long checked(long place, String name, DatInput data) throws IOException {
    if (Long.compareUnsigned(place, file.size()) > 0) {
      throw data.expectedLast(
          "the buffer " + name + " within the file's " + file.size() + " bytes",
          "byte " + Long.toUnsignedString(place));
    }
    return place;
  }
}
