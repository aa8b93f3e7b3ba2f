package org.emukernel.scenarios.trace.dat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.emukernel.api.trace.TraceDiagnostics;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TraceReader;
import org.emukernel.api.trace.TraceRecord;
import org.emukernel.api.trace.TraceSyntaxException;
import org.emukernel.scenarios.trace.MalformedTraceException;
import org.emukernel.scenarios.trace.PendingRecords;
import org.emukernel.scenarios.trace.ReadingLog;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a trace.dat whose header has been read: a page of each CPU at a time, merged
 * by time.
 */
final class TraceDatReader implements TraceReader {
  private final DatFile file;
  private final ReadingLog log;
  private final KnownRecords known;
  private final BufferMerge merge;
  private final Tasks tasks;
  private final TimeConversion time;
  private final OptionalInt cpuCount;
  private final RecordView record = new RecordView();
  private final PendingRecords pending = new PendingRecords();
  private final @Nullable String[] flagTexts = new @Nullable String[1 << (2 * Byte.SIZE)];
  private boolean ended;

  TraceDatReader(DatFile file, DatHeader header, PageLayout layout)
      throws IOException, MalformedTraceException {
    this.file = file;
    this.log = header.log();
    this.tasks = header.tasks();
    this.time = header.time();
    this.cpuCount = header.cpuCount();
    this.known = new KnownRecords(header, layout, cpus(header));
    List<CpuBuffer> buffers = new ArrayList<>();
    for (CpuData data : header.buffers()) {
      buffers.add(new CpuBuffer(data, pages(data, header), layout, header.order(), log));
    }
    this.merge = new BufferMerge(buffers);
  }

  private static int cpus(DatHeader header) {
    int highest = header.buffers().stream().mapToInt(CpuData::cpu).max().orElse(0);
    return Math.max(header.cpuCount().orElse(1), highest + 1);
  }

  private PageSource pages(CpuData data, DatHeader header) {
    return data.compression() == DatCompression.NONE
        ? new PlainPages(file, data, log)
        : new PackedPages(file, data, header.order(), log);
  }

  @Override
  public @Nullable TraceRecord next() throws IOException {
    while (!ended && !pending.isFull()) {
      CpuBuffer buffer = merge.next();
      if (buffer == null) {
        finish();
      } else {
        read(buffer);
      }
    }
    return pending.removeOldest();
  }

  private void finish() throws TraceSyntaxException {
    ended = true;
    log.requireEvents("the file");
  }

  private void read(CpuBuffer buffer) {
    try {
      record.show(buffer);
      KnownRecords.Kind kind = known.of(record);
      int pid = pid(kind);
      if (kind.stack() != null) {
        if (!pending.attach(buffer.cpu(), pid, kind.stack().decode(record))) {
          buffer.warnOfRecord("expected an event of this task and CPU before its stack");
        }
      } else if (kind.decoder() != null) {
        add(header(buffer, kind, pid), kind.decoder().decode(record));
      }
    } catch (MalformedTraceException e) {
      buffer.warnOfRecord(String.valueOf(e.getMessage()));
    }
  }

  private int pid(KnownRecords.Kind kind) throws MalformedTraceException {
    long pid = kind.pid().get(record);
    if (pid < 0 || pid > Integer.MAX_VALUE) {
      throw new MalformedTraceException("expected a task's number, found " + pid);
    }
    return (int) pid;
  }

  private TraceHeader header(CpuBuffer buffer, KnownRecords.Kind kind, int pid)
      throws MalformedTraceException {
    long ns = time.nanoseconds(buffer.time());
    if (ns < 0) {
      throw new MalformedTraceException(
          "expected a time below 2^63 ns, found " + Long.toUnsignedString(ns));
    }
    return new TraceHeader(tasks.name(pid), pid, buffer.cpu(), ns, flags(kind));
  }

  private String flags(KnownRecords.Kind kind) throws MalformedTraceException {
    if (kind.flags() == null || kind.preemptCount() == null) {
      return "";
    }
    int flags = (int) kind.flags().get(record) & 0xff;
    int count = (int) kind.preemptCount().get(record) & 0xff;
    int index = flags << Byte.SIZE | count;
    String text = flagTexts[index];
    if (text == null) {
      text = LatencyFlags.text(flags, count);
      flagTexts[index] = text;
    }
    return text;
  }

  private void add(TraceHeader header, TraceEvent event) {
    log.event(event);
    pending.add(header, event);
  }

  @Override
  public OptionalInt cpuCount() {
    return cpuCount;
  }

  @Override
  public TraceDiagnostics diagnostics() {
    return log.diagnostics(0);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
