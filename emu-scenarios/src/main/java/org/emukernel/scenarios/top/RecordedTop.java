package org.emukernel.scenarios.top;

import java.io.IOException;
import java.util.Optional;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.trace.TraceRecord;
import org.emukernel.scenarios.trace.Recording;
import org.jspecify.annotations.Nullable;

/** A recording, played at the times at which its events happened. */
final class RecordedTop implements TopSource {

  private final Recording recording;
  private final TopCounts counts;
  private final long firstNs;
  private @Nullable TraceRecord next;
  private long nowNs;

  RecordedTop(Recording recording, Optional<CpuMask> isolated) throws IOException {
    this.recording = recording;
    this.counts = new TopCounts(isolated);
    this.next = recording.reader().next();
    this.firstNs = next == null ? 0 : next.header().timestampNs();
  }

  @Override
  public String title() {
    return recording.path() + " (" + recording.format().name() + ")";
  }

  /* What a recording has behind its time, as one of several CPUs may, is counted when it is met. */
  @Override
  public void reach(long ns) throws IOException {
    TraceRecord record = next;
    long lastNs = nowNs;
    while (record != null && record.header().timestampNs() - firstNs < ns) {
      counts.accept(record);
      lastNs = Math.max(lastNs, record.header().timestampNs() - firstNs);
      record = recording.reader().next();
    }
    next = record;
    nowNs = record == null ? lastNs : ns;
  }

  @Override
  public long nowNs() {
    return nowNs;
  }

  @Override
  public long endNs() {
    return Long.MAX_VALUE;
  }

  @Override
  public boolean isOver() {
    return next == null;
  }

  @Override
  public String table() {
    return TopTable.of(counts, nowNs);
  }

  @Override
  public void close() throws IOException {
    recording.close();
  }
}
