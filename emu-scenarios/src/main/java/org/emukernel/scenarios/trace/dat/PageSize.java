package org.emukernel.scenarios.trace.dat;

import java.io.IOException;

/** Checks what a file says of the size of the ring buffer's pages. */
final class PageSize {
  /** Less holds no event; the kernel's own least is its page. */
  private static final int LEAST = 128;

  /** The most that buffer_subbuf_size_kb takes is far less. */
  private static final int MOST = 1 << 20;

  private PageSize() {}

  /** {@return the size, which was read last, if it can be one} */
  static int checked(long size, DatInput in) throws IOException {
    if (size < LEAST || size > MOST || Long.bitCount(size) != 1) {
      throw in.expectedLast(
          "a page size, a power of two from %d to %d".formatted(LEAST, MOST), Long.toString(size));
    }
    return (int) size;
  }
}
