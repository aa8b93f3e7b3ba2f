package org.emukernel.scenarios.trace.dat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The texts that lie in the kernel and not in the recording: {@code printk_formats}, lines of an
 * address, a colon and a text in quotes with C's escapes.
 */
final class PrintkFormats {
  private static final String SEPARATOR = " : \"";
  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");
  private static final int HEX = 16;
  private final Map<Long, String> texts = new HashMap<>();

  PrintkFormats(byte[] printkFormats) {
    new String(printkFormats, UTF_8).lines().forEach(this::add);
  }

  private void add(String line) {
    int separator = line.indexOf(SEPARATOR);
    int end = line.lastIndexOf('"');
    String digits = line.substring(0, Math.max(separator, 0)).replaceFirst("^0x", "");
    boolean quoted = end >= separator + SEPARATOR.length();
    if (quoted && digits.matches("\\p{XDigit}{1,16}")) {
      String text = line.substring(separator + SEPARATOR.length(), end);
      texts.put(Long.parseUnsignedLong(digits, HEX), unescaped(text));
    }
  }

  private static String unescaped(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(meaning(found.group(1))));
  }

  private static String meaning(String escaped) {
    return switch (escaped) {
      case "n" -> "\n";
      case "t" -> "\t";
      default -> escaped;
    };
  }

  /** {@return the text at the address} */
  Optional<String> at(long address) {
    return Optional.ofNullable(texts.get(address));
  }
}
