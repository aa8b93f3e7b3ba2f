package org.emukernel.scenarios.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.emukernel.api.cpu.CpuMask;

/**
 * Reads the {@code cpumask} field of {@code ipi_send_cpumask}.
 *
 * <p>The kernel prints a bitmap ({@code %*pb}): groups of 32 bits, highest first, each but the
 * first in 8 hexadecimal digits, separated by commas. Newer tools print a cpulist. The event goes
 * to two or more CPUs, so a cpulist has a dash or a comma, and its parts are shorter than 8 digits;
 * a text without both is a bitmap. Where libtraceevent does not know {@code __get_cpumask} it
 * prints the bitmap's bytes, {@code ARRAY[03, 00]}, which are in the order of the CPUs (x86).
 */
final class CpuMasks {
  private static final String BYTES = "ARRAY[";
  private static final int GROUP_DIGITS = 8;

  private CpuMasks() {}

  static CpuMask decode(String text) throws MalformedTraceException {
    try {
      if (text.startsWith(BYTES) && text.endsWith("]")) {
        return bytes(text.substring(BYTES.length(), text.length() - 1));
      }
      return isBitmap(text) ? bitmap(text.replace(",", "")) : CpuMask.parse(text);
    } catch (IllegalArgumentException e) {
      byte[] bytes = text.getBytes(ISO_8859_1);
      throw new MalformedTraceException(
          "expected a CPU mask at " + Excerpts.of(bytes, 0, bytes.length));
    }
  }

  private static boolean isBitmap(String text) {
    if (text.indexOf('-') >= 0) {
      return false;
    }
    for (int comma = text.indexOf(','); comma >= 0; ) {
      int following = text.indexOf(',', comma + 1);
      int groupEnd = (following < 0) ? text.length() : following;
      if (groupEnd - comma - 1 != GROUP_DIGITS) {
        return false;
      }
      comma = following;
    }
    return true;
  }

  private static CpuMask bitmap(String digits) {
    if (digits.isEmpty() || !digits.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      throw new IllegalArgumentException("found no hexadecimal bitmap");
    }
    return CpuMask.of(
        IntStream.range(0, digits.length() * 4).filter(bit -> isSet(digits, bit)).toArray());
  }

  private static CpuMask bytes(String list) {
    List<String> bytes = Arrays.asList(list.split(", ", -1));
    if (!bytes.stream().allMatch(one -> one.matches("\\p{XDigit}{2}"))) {
      throw new IllegalArgumentException("found no list of bytes");
    }
    Collections.reverse(bytes);
    return bitmap(String.join("", bytes));
  }

  private static boolean isSet(String digits, int bit) {
    int nibble = Character.digit(digits.charAt(digits.length() - 1 - bit / 4), 16);
    return (nibble >> (bit % 4) & 1) != 0;
  }
}
