package org.emukernel.scenarios.trace.dat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.emukernel.api.trace.TraceWarning;
import org.emukernel.scenarios.trace.ReadingLog;

/** Pages as the kernel gave them. */
final class PlainPages implements PageSource {
  private final DatFile file;
  private final CpuData data;
  private final ReadingLog log;
  private final long end;
  private long next;
  private boolean ended;

  PlainPages(DatFile file, CpuData data, ReadingLog log) {
    this.file = file;
    this.data = data;
    this.log = log;
    this.next = data.place();
    this.end = clampedEnd();
  }

  /* Where the data ends or the file, whichever comes first; sizes may be anything. */
  private long clampedEnd() {
    boolean inside = Long.compareUnsigned(data.place(), file.size()) <= 0;
    boolean fits = inside && Long.compareUnsigned(data.size(), file.size() - data.place()) <= 0;
    return fits ? data.place() + data.size() : file.size();
  }

  @Override
  public boolean next(ByteBuffer page) throws IOException {
    if (ended) {
      return false;
    }
    boolean whole = Long.compareUnsigned(next, end) <= 0 && end - next >= data.pageSize();
    if (whole) {
      page.clear();
      file.read(next, page);
      next += data.pageSize();
      return true;
    }
    ended = true;
    if (next != data.place() + data.size()) {
      log.warn(
          new TraceWarning(
              TraceWarning.Unit.BYTE,
              end,
              "CPU %d's events are cut off: expected %s bytes from byte %s on"
                  .formatted(
                      data.cpu(),
                      Long.toUnsignedString(data.size()),
                      Long.toUnsignedString(data.place()))));
    }
    return false;
  }

  @Override
  public long place() {
    return next - data.pageSize();
  }
}
