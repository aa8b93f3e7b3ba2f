package org.emukernel.x86.asm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * An instruction and the bytes that GNU as made of it, from gnu-as-bytes.txt.
 *
 * @param source the instruction
 * @param hex its bytes
 */
record KnownBytes(String source, String hex) {

  static List<KnownBytes> all() {
    try (InputStream in = KnownBytes.class.getResourceAsStream("gnu-as-bytes.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" \\| "))
          .map(columns -> new KnownBytes(columns[0], columns[1]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
