package org.emukernel.scenarios.tracer;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TraceRecord;

/**
 * Writes trace-cmd's file trace.dat, version 6: trace-cmd.dat.v6(5). What each CPU recorded waits
 * in a file beside, as trace-cmd itself has it, until the recording ends.
 */
final class TraceDatWriter implements TraceWriter {

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final EventFormats formats = new EventFormats();
  private final AddressBook addresses;
  private final RawEvent raw;
  private final List<RingBufferPages> cpus = new ArrayList<>();
  private final Map<Integer, String> tasks = new TreeMap<>();

  TraceDatWriter(Path file, TracedMachine machine) {
    this.file = file;
    this.addresses = new AddressBook(machine.symbols());
    this.raw = new RawEvent(formats, addresses, machine.cpus());
    for (int cpu = 0; cpu < machine.cpus(); cpu++) {
      Path beside = file.resolveSibling(file.getFileName() + ".cpu" + cpu);
      beside.toFile().deleteOnExit();
      cpus.add(new RingBufferPages(beside, machine.cpus()));
    }
  }

  @Override
  public void write(TraceRecord record) throws IOException {
    TraceHeader header = record.header();
    RingBufferPages pages = cpus.get(header.cpu());
    tasks.putIfAbsent(header.pid(), header.task());
    pages.add(header.timestampNs(), raw.event(header, record.event()));
    if (!record.stack().isEmpty()) {
      pages.add(header.timestampNs(), raw.stack(header, record.stack()));
    }
  }

  @Override
  public void finish() throws IOException {
    long[] bytes = new long[cpus.size()];
    for (int cpu = 0; cpu < bytes.length; cpu++) {
      bytes[cpu] = cpus.get(cpu).end();
    }
    byte[] head = new TraceDatHead(formats, addresses.kallsyms(), tasks).bytes(bytes);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES)) {
      out.write(head);
      for (RingBufferPages pages : cpus) {
        pages.moveTo(out);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (RingBufferPages pages : cpus) {
      pages.close();
    }
  }
}
