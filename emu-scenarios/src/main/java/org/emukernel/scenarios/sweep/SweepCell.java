package org.emukernel.scenarios.sweep;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.emukernel.scenarios.config.GridCell;

/**
 * A run to be made, here or on another machine.
 *
 * @param hash of the text: what it is known by
 * @param title for people
 * @param text the whole scenario as HOCON
 */
public record SweepCell(String hash, String title, String text) implements Serializable {

  private static final int HASH_BYTES = 16;

  static SweepCell of(GridCell cell) {
    return new SweepCell(hash(cell.text()), cell.title(), cell.text());
  }

  /** {@return 128 bits of SHA-256, in hexadecimal} */
  static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
