package org.emukernel.scenarios.trace.dat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.emukernel.scenarios.trace.MalformedTraceException;
import org.emukernel.scenarios.trace.ReadingLog;
import org.jspecify.annotations.Nullable;

/** Pages in compressed chunks: how many chunks, then of each both sizes and the data. */
final class PackedPages implements PageSource {
  /** trace-cmd packs 10 pages at a time. */
  private static final int MOST_PAGES = 64;

  private final DatFile file;
  private final CpuData data;
  private final ByteOrder order;
  private final ReadingLog log;
  private @Nullable DatInput in;
  private long chunks;
  private byte[] chunk = new byte[0];
  private int next;
  private long place;

  PackedPages(DatFile file, CpuData data, ByteOrder order, ReadingLog log) {
    this.file = file;
    this.data = data;
    this.order = order;
    this.log = log;
  }

  @Override
  public boolean next(ByteBuffer page) throws IOException {
    while (next + data.pageSize() > chunk.length) {
      if (!nextChunk()) {
        return false;
      }
    }
    page.clear();
    page.put(chunk, next, data.pageSize());
    next += data.pageSize();
    return true;
  }

  /* What cannot be unpacked is left out; where sizes are wrong, nothing can be found behind it. */
  private boolean nextChunk() throws IOException {
    try {
      DatInput from = opened();
      if (chunks == 0) {
        return false;
      }
      chunks--;
      place = from.place();
      readChunk(from);
      return true;
    } catch (DatException e) {
      chunks = 0;
      chunk = new byte[0];
      log.warn(e.warning());
      return false;
    }
  }

  private DatInput opened() throws IOException {
    DatInput opened = in;
    if (opened == null) {
      place = data.place();
      long from = Long.compareUnsigned(place, file.size()) > 0 ? file.size() : place;
      opened = new DatInput(file, order, from, file.size());
      in = opened;
      chunks = opened.number32("the number of CPU " + data.cpu() + "'s chunks");
    }
    return opened;
  }

  private void readChunk(DatInput from) throws IOException {
    long packed = from.number32("the size of a packed chunk");
    long size = from.number32("the size of a chunk");
    int most = MOST_PAGES * data.pageSize();
    if (size > most) {
      throw from.expectedLast("a chunk of at most " + most + " bytes", Long.toString(size));
    }
    byte[] bytes = from.block("a packed chunk", packed, 2 * most);
    next = 0;
    try {
      chunk = data.compression().unpack(bytes, (int) size);
    } catch (MalformedTraceException e) {
      chunk = new byte[0];
      log.warn(from.warningLast("CPU " + data.cpu() + ": " + e.getMessage()));
    }
  }

  @Override
  public long place() {
    return place;
  }
}
