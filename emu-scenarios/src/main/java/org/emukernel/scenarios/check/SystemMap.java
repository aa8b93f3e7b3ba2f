package org.emukernel.scenarios.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emukernel.entry.check.BadImageException;
import org.emukernel.entry.check.BinarySymbol;
import org.emukernel.entry.check.BinarySymbol.Kind;

/** A System.map, as {@code nm -n} writes it: address, type, name. */
final class SystemMap {

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{1,16}) (\\S) (\\S+)");
  private static final Pattern STUB =
      Pattern.compile("([0-9a-f]{1,16}) (\\S) (.*real System\\.map.*)", Pattern.CASE_INSENSITIVE);

  private SystemMap() {}

  /**
   * {@return what a stub says in place of symbols, if the file is one} Debian's package of the
   * image has a line instead of the file.
   */
  static Optional<String> stub(byte[] bytes) {
    String first = text(bytes).lines().findFirst().orElse("");
    Matcher matcher = STUB.matcher(first);
    return matcher.matches() ? Optional.of(matcher.group(3)) : Optional.empty();
  }

  static List<BinarySymbol> read(byte[] bytes) throws BadImageException {
    List<BinarySymbol> symbols = new ArrayList<>();
    int number = 0;
    for (String line : text(bytes).lines().toList()) {
      number++;
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new BadImageException(
            "line %d: found %s, expected ADDRESS TYPE NAME as nm writes it"
                .formatted(number, quoted(line)));
      }
      symbols.add(
          new BinarySymbol(
              matcher.group(3),
              Long.parseUnsignedLong(matcher.group(1), 16),
              0,
              kind(matcher.group(2).charAt(0))));
    }
    if (symbols.isEmpty()) {
      throw new BadImageException("found no line, expected ADDRESS TYPE NAME as nm writes it");
    }
    return symbols;
  }

  /** {@return what a letter of nm says; code has no other types than t and w in a kernel} */
  static Kind kind(char letter) {
    return switch (letter) {
      case 'T', 'W' -> Kind.GLOBAL_FUNCTION;
      case 't', 'w' -> Kind.LOCAL_FUNCTION;
      default -> Kind.DATA;
    };
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String quoted(String line) {
    String clean = line.replaceAll("[^ -~]", "?");
    return '"' + (clean.length() > 60 ? clean.substring(0, 60) + "..." : clean) + '"';
  }
}
