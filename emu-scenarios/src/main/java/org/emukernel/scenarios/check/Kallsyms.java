package org.emukernel.scenarios.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emukernel.entry.check.BadImageException;
import org.emukernel.entry.check.BinarySymbol;

/**
 * The symbols that a kernel carries for itself, found in an image without symbol table.
 *
 * <p>Every table is found by what it must hold, and checked against the others: the index of the
 * tokens against the tokens, the markers against the names, the addresses by their order. Source:
 * scripts/kallsyms.c and kernel/kallsyms.c, v6.1 (names of up to 2 bytes of length, tables in the
 * order offsets, base, count, names, markers, tokens) and v6.4 (offsets and base behind the
 * tokens), with CONFIG_KALLSYMS_BASE_RELATIVE.
 */
final class Kallsyms {

  private static final int TOKENS = 256;
  private static final int MARKED = 256;
  private static final int ALIGNMENT = 8;
  private static final int SEQUENCE_BYTES = 3;
  private static final int FEWEST = 256;
  private static final int MOST = 4 << 20;
  private static final int LONGEST_TOKEN = 512;

  /** What all names together may take. */
  private static final long MOST_NAMES = 64 << 20;

  /** How many names are walked in vain before giving up. */
  private static final long MOST_TRIES = 256 << 20;

  private final ByteView file;
  private final byte[] bytes;
  private final String[] tokens = new String[TOKENS];

  private Kallsyms(ByteView file) {
    this.file = file;
    this.bytes = file.bytes();
  }

  /** {@return the symbols, if the image carries them} */
  static Optional<List<BinarySymbol>> find(ByteView file) throws BadImageException {
    return new Kallsyms(file).find();
  }

  /**
   * Where the names lie.
   *
   * @param start of their count
   * @param first name
   */
  private record Names(int start, int first, int count) {}

  private Optional<List<BinarySymbol>> find() throws BadImageException {
    for (int at = digits(0); at >= 0; at = digits(at + 1)) {
      int table = tokenTable(at);
      int index = table < 0 ? -1 : tokenIndex(table);
      if (index >= 0) {
        Optional<Names> names = names(table);
        if (names.isPresent()) {
          return symbols(names.get(), index + TOKENS * Short.BYTES);
        }
      }
    }
    return Optional.empty();
  }

  /* Digits are in so many names that each is a token of its own: 0 NUL 1 NUL ... 9 NUL. */
  private int digits(int from) {
    for (int at = from; at <= bytes.length - 20; at++) {
      if (bytes[at] == '0' && isDigits(at)) {
        return at;
      }
    }
    return -1;
  }

  private boolean isDigits(int at) {
    for (int i = 0; i < 10; i++) {
      if (bytes[at + 2 * i] != '0' + i || bytes[at + 2 * i + 1] != 0) {
        return false;
      }
    }
    return true;
  }

  /* Token '0' is number 48; the first begins on a boundary of 8. */
  private int tokenTable(int zero) {
    int at = zero;
    for (int back = '0'; back > 0; back--) {
      int end = at - 1;
      if (end < 0 || bytes[end] != 0) {
        return -1;
      }
      at = end;
      while (at > 0 && bytes[at - 1] != 0 && end - at < LONGEST_TOKEN) {
        at--;
      }
    }
    return at % ALIGNMENT == 0 ? at : -1;
  }

  private int tokenIndex(int table) {
    int[] starts = new int[TOKENS];
    int at = table;
    for (int i = 0; i < TOKENS; i++) {
      starts[i] = at - table;
      int end = at;
      while (end < bytes.length && bytes[end] != 0 && end - at < LONGEST_TOKEN) {
        end++;
      }
      if (end >= bytes.length || bytes[end] != 0) {
        return -1;
      }
      tokens[i] = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
      at = end + 1;
    }
    int index = align(at);
    for (int i = 0; i < TOKENS; i++) {
      if (!file.isAt(index + 2 * i, starts[i] & 0xff, starts[i] >> 8)) {
        return -1;
      }
    }
    return index;
  }

  private static int align(int offset) {
    return offset + ALIGNMENT - 1 & -ALIGNMENT;
  }

  /* The markers end where the tokens begin; the names stand before them and their count before those. */
  private Optional<Names> names(int table) throws BadImageException {
    long tries = 0;
    for (int at = table - ALIGNMENT; at >= 0 && tries < MOST_TRIES; at -= ALIGNMENT) {
      int count = file.s32(at, "a count");
      if (count < FEWEST || count > MOST || count > table - at || file.s32(at + 4, "zero") != 0) {
        continue;
      }
      tries += count;
      Names names = new Names(at, at + ALIGNMENT, count);
      int markerBytes = (count + MARKED - 1) / MARKED * Integer.BYTES;
      int markers = table - align(markerBytes);
      if (walk(names, markers) || walk(names, markers - align(count * SEQUENCE_BYTES))) {
        return Optional.of(names);
      }
    }
    return Optional.empty();
  }

  /**
   * {@return whether every 256th name lies where its marker says, and the last ends before them}
   */
  private boolean walk(Names names, int markers) throws BadImageException {
    if (markers <= names.first() || file.s32(markers, "a marker") != 0) {
      return false;
    }
    int at = names.first();
    for (int i = 0; i < names.count(); i++) {
      boolean marked = i % MARKED == 0;
      if (marked && file.s32(markers + i / MARKED * 4L, "a marker") != at - names.first()) {
        return false;
      }
      int length = at < markers ? length(at) : 0;
      at += lengthBytes(length) + length;
      if (length == 0) {
        return false;
      }
    }
    return align(at) == markers;
  }

  /* 7 bits and, if the highest bit is set, 7 more. */
  private int length(int at) {
    int low = bytes[at];
    return low >= 0 ? low : low & 0x7f | Byte.toUnsignedInt(bytes[at + 1]) << 7;
  }

  private static int lengthBytes(int length) {
    return length < 0x80 ? 1 : 2;
  }

  private Optional<List<BinarySymbol>> symbols(Names names, int behindIndex)
      throws BadImageException {
    long[] addresses = addressesBefore(names);
    if (addresses.length == 0) {
      addresses = addressesBehind(names, align(behindIndex));
    }
    return addresses.length == 0 ? Optional.empty() : Optional.of(symbols(names, addresses));
  }

  private long[] addressesBefore(Names names) throws BadImageException {
    int base = names.start() - ALIGNMENT;
    return addresses(base - align(names.count() * Integer.BYTES), base, names.count());
  }

  private long[] addressesBehind(Names names, int offsets) throws BadImageException {
    int base = offsets + align(names.count() * Integer.BYTES);
    return base + ALIGNMENT > bytes.length ? new long[0] : addresses(offsets, base, names.count());
  }

  /*
   * With CONFIG_KALLSYMS_ABSOLUTE_PERCPU an offset below 0 is relative, else absolute; without, all are relative. They are sorted.
   */
  private long[] addresses(int offsets, int base, int count) throws BadImageException {
    if (offsets < 0 || base < 0) {
      return new long[0];
    }
    long start = file.s64(base, "the base of symbols");
    boolean signed = false;
    for (int i = 0; i < count && !signed; i++) {
      signed = file.s32(offsets + 4L * i, "an offset") < 0;
    }
    long[] addresses = new long[count];
    for (int i = 0; i < count; i++) {
      int offset = file.s32(offsets + 4L * i, "an offset");
      addresses[i] = signed ? offset >= 0 ? offset : start - 1 - offset : start + offset;
      if (i > 0 && Long.compareUnsigned(addresses[i], addresses[i - 1]) < 0) {
        return new long[0];
      }
    }
    return start < 0 ? addresses : new long[0];
  }

  private List<BinarySymbol> symbols(Names names, long[] addresses) throws BadImageException {
    List<BinarySymbol> symbols = new ArrayList<>(names.count());
    StringBuilder name = new StringBuilder();
    long letters = 0;
    int at = names.first();
    for (int i = 0; i < names.count(); i++) {
      int length = length(at);
      int from = at + lengthBytes(length);
      at = from + length;
      name.setLength(0);
      for (int j = from; j < at; j++) {
        name.append(tokens[Byte.toUnsignedInt(bytes[j])]);
      }
      letters += name.length();
      if (letters > MOST_NAMES) {
        throw new BadImageException(from, "names of symbols of more than 64 MiB", "at most that");
      }
      if (name.length() > 1) {
        BinarySymbol.Kind kind = SystemMap.kind(name.charAt(0));
        symbols.add(new BinarySymbol(name.substring(1), addresses[i], 0, kind));
      }
    }
    return symbols;
  }
}
