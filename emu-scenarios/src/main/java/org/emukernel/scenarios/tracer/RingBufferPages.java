package org.emukernel.scenarios.tracer;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.emukernel.scenarios.trace.dat.RingBuffer;

/**
 * The pages of one CPU's ring buffer, in a file of their own until all are there: struct
 * buffer_data_page and struct ring_buffer_event, kernel/trace/ring_buffer.c, Linux v6.18.
 */
final class RingBufferPages implements Closeable {

  static final int PAGE_BYTES = 4096;

  private static final int HEADER_BYTES = 16;
  private static final int LONGEST_SHORT = RingBuffer.TYPE_LEN_MAX * Integer.BYTES;
  private static final int MOST_PAGES = 16;

  private final Path file;
  private final ByteBuffer pages;
  private int page;
  private long lastNs;
  private long bytes;
  private boolean empty = true;

  /**
   * Makes one without pages.
   *
   * @param file where they wait
   * @param cpus among how many CPUs the memory is shared
   */
  RingBufferPages(Path file, int cpus) {
    this.file = file;
    int kept = Math.max(1, Math.min(MOST_PAGES, (1 << 10) / cpus));
    this.pages = ByteBuffer.allocate(kept * PAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** {@return where an event is recorded at} Behind those before. */
  void add(long ns, ByteBuffer event) throws IOException {
    int body = (event.remaining() + Integer.BYTES - 1) / Integer.BYTES * Integer.BYTES;
    int size = Integer.BYTES + body + (body > LONGEST_SHORT ? Integer.BYTES : 0);
    boolean extends_ = !empty && ns - lastNs >>> RingBuffer.TIME_BITS != 0;
    int room = page + PAGE_BYTES - pages.position();
    if (empty || size + (extends_ ? 2 * Integer.BYTES : 0) > room) {
      beginPage(ns);
    } else if (extends_) {
      extendTime(ns - lastNs);
      lastNs = ns;
    }
    put(event, body, (int) (ns - lastNs));
    lastNs = ns;
  }

  private void put(ByteBuffer event, int body, int delta) {
    boolean isLong = body > LONGEST_SHORT;
    int typeLen = isLong ? 0 : body / Integer.BYTES;
    pages.putInt(delta << RingBuffer.TYPE_BITS | typeLen);
    if (isLong) {
      pages.putInt(body + Integer.BYTES);
    }
    int end = pages.position() + body;
    pages.put(event);
    while (pages.position() < end) {
      pages.put((byte) 0);
    }
  }

  private void extendTime(long delta) {
    pages.putInt(
        (int) (delta & (1 << RingBuffer.TIME_BITS) - 1) << RingBuffer.TYPE_BITS
            | RingBuffer.TYPE_TIME_EXTEND);
    pages.putInt((int) (delta >>> RingBuffer.TIME_BITS));
  }

  private void beginPage(long ns) throws IOException {
    endPage();
    if (!pages.hasRemaining()) {
      save();
    }
    page = pages.position();
    pages.putLong(ns).putLong(0);
    lastNs = ns;
    empty = false;
  }

  private void endPage() {
    if (!empty) {
      pages.putLong(page + Long.BYTES, pages.position() - page - HEADER_BYTES);
      while (pages.position() < page + PAGE_BYTES) {
        pages.put((byte) 0);
      }
    }
  }

  private void save() throws IOException {
    pages.flip();
    bytes += pages.remaining();
    try (FileChannel out =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      while (pages.hasRemaining()) {
        out.write(pages);
      }
    }
    pages.clear();
  }

  /** No event follows. {@return how many bytes the pages have} */
  long end() throws IOException {
    if (!empty) {
      endPage();
      save();
      empty = true;
    }
    return bytes;
  }

  /** Gives the pages away; they are gone then. */
  void moveTo(OutputStream out) throws IOException {
    if (bytes > 0) {
      Files.copy(file, out);
    }
    close();
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
