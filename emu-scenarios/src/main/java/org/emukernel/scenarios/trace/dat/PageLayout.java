package org.emukernel.scenarios.trace.dat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.emukernel.scenarios.trace.MalformedTraceException;

/**
 * The header of a ring buffer's page. Source: ring_buffer_print_page_header(),
 * kernel/trace/ring_buffer.c (Linux v6.18), printed in {@code events/header_page}.
 *
 * @param longSize bytes of the kernel's {@code long}, 4 or 8: of {@code commit}
 * @param dataOffset where the events begin, behind time and {@code commit}
 */
record PageLayout(int longSize, int dataOffset) {
  /** Where {@code commit} lies: behind 64 bits of time. */
  static final int COMMIT_OFFSET = 8;

  static PageLayout parse(byte[] headerPage) throws MalformedTraceException {
    String text = new String(headerPage, UTF_8);
    FormatField commit = field(text, "commit");
    FormatField data = field(text, "data");
    boolean known =
        commit.offset() == COMMIT_OFFSET
            && (commit.size() == Integer.BYTES || commit.size() == Long.BYTES)
            && data.offset() == COMMIT_OFFSET + commit.size();
    if (!known) {
      throw new MalformedTraceException(
          "expected a page with commit at 8, of 4 or 8 bytes, and data behind it, found commit at %d of %d bytes and data at %d"
              .formatted(commit.offset(), commit.size(), data.offset()));
    }
    return new PageLayout(commit.size(), data.offset());
  }

  private static FormatField field(String text, String name) throws MalformedTraceException {
    return text.lines()
        .map(FormatField::parse)
        .flatMap(Optional::stream)
        .filter(field -> field.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new MalformedTraceException("expected the field " + name + " in header_page"));
  }
}
