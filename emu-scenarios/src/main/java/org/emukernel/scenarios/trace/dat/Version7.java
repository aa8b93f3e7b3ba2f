package org.emukernel.scenarios.trace.dat;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.scenarios.trace.MalformedTraceException;

/**
 * Reads the header of version 7: sections that a chain of options leads to, each of which may be
 * compressed. Source: trace-cmd.dat.v7(5).
 */
final class Version7 {
  /** The longest section when unpacked: a kernel's kallsyms or all its formats have some 10 MiB. */
  private static final int LONGEST_SECTION = 64 << 20;

  private final DatFile file;
  private final DatInput in;
  private final DatHeader header;
  private final Metadata metadata;
  private final OptionReader options;
  private final Set<Long> visited = new HashSet<>();
  private DatCompression compression = DatCompression.NONE;

  /** Reads on from behind the page size. */
  Version7(DatFile file, DatInput in, DatHeader header) {
    this.file = file;
    this.in = in;
    this.header = header;
    this.metadata = new Metadata(header);
    this.options = new OptionReader(header);
  }

  void read() throws IOException {
    readCompression();
    long next = in.number64("the place of the first options");
    while (next != 0) {
      if (!visited.add(next)) {
        throw in.expectedLast("further options at a new place", "byte " + next + " again");
      }
      next = readOptions(section(next, DatOption.DONE, in));
    }
  }

  private void readCompression() throws IOException {
    String name = in.text("the name of the compression");
    compression =
        DatCompression.of(name)
            .orElseThrow(
                () -> in.expectedLast("compression " + DatCompression.names(), "\"" + name + "\""));
    in.text("the version of the compression");
  }

  private DatInput section(long place, DatOption expected, DatInput from) throws IOException {
    DatInput section = new DatInput(file, in.order(), checked(place, from), file.size());
    int id = section.number16("a section's number");
    if (id != expected.id()) {
      throw section.expectedLast(
          "section %d (%s)".formatted(expected.id(), expected), Integer.toString(id));
    }
    int flags = section.number16("a section's flags");
    section.number32("a section's description");
    long size = section.number64("a section's size");
    if ((flags & DatLayout.SECTION_COMPRESSED) != 0) {
      return unpacked(section, place);
    }
    if (Long.compareUnsigned(size, section.left()) > 0) {
      throw section.expectedLast(
          "a section of at most " + section.left() + " bytes", Long.toUnsignedString(size));
    }
    return new DatInput(file, in.order(), section.place(), section.place() + size);
  }

  private long checked(long place, DatInput from) throws IOException {
    if (Long.compareUnsigned(place, file.size()) > 0) {
      throw from.expectedLast(
          "a section within the file's " + file.size() + " bytes",
          "byte " + Long.toUnsignedString(place));
    }
    return place;
  }

  private DatInput unpacked(DatInput section, long place) throws IOException {
    long packed = section.number32("the size of packed data");
    long size = section.number32("the size of unpacked data");
    if (size > LONGEST_SECTION) {
      throw section.expectedLast(
          "at most " + LONGEST_SECTION + " bytes unpacked", Long.toString(size));
    }
    byte[] data = section.block("packed data", packed, LONGEST_SECTION);
    try {
      byte[] bytes = compression.unpack(data, (int) size);
      return new DatInput(new UnpackedSection(bytes, place), in.order());
    } catch (MalformedTraceException e) {
      throw section.expectedLast("a section that can be unpacked", e.getMessage());
    }
  }

  /* Gives the place of further options, or 0. */
  private long readOptions(DatInput from) throws IOException {
    while (true) {
      int id = from.number16("an option");
      DatInput data = from.part("an option", from.number32("the size of an option"));
      Optional<DatOption> option = DatOption.of(id);
      if (id == DatOption.DONE.id()) {
        return data.number64("the place of further options");
      }
      if (option.isPresent()) {
        read(option.get(), data);
      }
    }
  }

  private void read(DatOption option, DatInput data) throws IOException {
    switch (option) {
      case HEADER_INFO -> metadata.readHeaderInfo(target(option, data));
      case FTRACE_EVENTS -> metadata.readFtraceEvents(target(option, data));
      case EVENT_FORMATS -> metadata.readEventFormats(target(option, data));
      case KALLSYMS -> metadata.readKallsyms(target(option, data));
      case PRINTK -> metadata.readPrintkFormats(target(option, data));
      case CMDLINES -> metadata.readTasks(target(option, data));
      case BUFFER -> readBuffer(data);
      default -> options.read(option, data);
    }
  }

  private DatInput target(DatOption option, DatInput data) throws IOException {
    return section(data.number64("the place of a section"), option, data);
  }

  private void readBuffer(DatInput data) throws IOException {
    long place = data.number64("the place of a buffer");
    DatCompression packed = bufferCompression(place, data);
    data.text("a buffer's name");
    options.clock(data.text("a buffer's clock"), data);
    int pageSize = PageSize.checked(data.number32("a buffer's page size"), data);
    long cpus = data.number32("the number of a buffer's CPUs");
    for (long i = 0; i < cpus; i++) {
      long cpu = data.number32("a CPU");
      if (cpu > CpuMask.MAX_CPU) {
        throw data.expectedLast("a CPU from 0 to " + CpuMask.MAX_CPU, Long.toString(cpu));
      }
      long from = data.number64("the place of a CPU's events");
      long size = data.number64("the size of a CPU's events");
      header.add(new CpuData((int) cpu, from, size, pageSize, packed));
    }
  }

  private DatCompression bufferCompression(long place, DatInput data) throws IOException {
    DatInput section = new DatInput(file, in.order(), checked(place, data), file.size());
    int id = section.number16("a section's number");
    if (id != DatOption.BUFFER.id()) {
      throw section.expectedLast(
          "section %d (%s)".formatted(DatOption.BUFFER.id(), DatOption.BUFFER),
          Integer.toString(id));
    }
    int flags = section.number16("a section's flags");
    return (flags & DatLayout.SECTION_COMPRESSED) != 0 ? compression : DatCompression.NONE;
  }
}
