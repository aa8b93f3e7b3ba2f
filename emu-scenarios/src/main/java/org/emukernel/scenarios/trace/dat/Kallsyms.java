package org.emukernel.scenarios.trace.dat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * The symbols of {@code /proc/kallsyms}: lines of address, type, name and perhaps a module in
 * brackets. Absolute symbols (offsets into per-CPU memory) and mapping symbols are no functions.
 */
final class Kallsyms {
  /** The symbol with the highest address has no end; a function is hardly longer than this. */
  private static final int LAST_SIZE = 4096;

  private final byte[] text;
  private final long[] addresses;
  private final int[] names;

  /** Reads the text, which is kept. */
  Kallsyms(byte[] text) {
    this.text = text;
    long[] found = new long[1024];
    int[] places = new int[1024];
    int count = 0;
    for (int line = 0; line < text.length; line = lineEnd(line) + 1) {
      int name = name(line);
      if (name > 0) {
        if (count == found.length) {
          found = Arrays.copyOf(found, 2 * count);
          places = Arrays.copyOf(places, 2 * count);
        }
        found[count] = address(line);
        places[count++] = name;
      }
    }
    int[] order = order(Arrays.copyOf(found, count));
    this.addresses = new long[count];
    this.names = new int[count];
    for (int i = 0; i < count; i++) {
      addresses[i] = found[order[i]];
      names[i] = places[order[i]];
    }
  }

  /* The places in the order of their addresses, unsigned; equal ones as they stand in the text. */
  private static int[] order(long[] addresses) {
    boolean sorted = true;
    for (int i = 1; i < addresses.length && sorted; i++) {
      sorted = Long.compareUnsigned(addresses[i - 1], addresses[i]) <= 0;
    }
    int[] order = new int[addresses.length];
    Arrays.setAll(order, i -> i);
    if (sorted) {
      return order;
    }
    Integer[] boxed = Arrays.stream(order).boxed().toArray(Integer[]::new);
    Arrays.sort(boxed, (a, b) -> Long.compareUnsigned(addresses[a], addresses[b]));
    Arrays.setAll(order, i -> boxed[i]);
    return order;
  }

  private int lineEnd(int from) {
    int end = from;
    while (end < text.length && text[end] != '\n') {
      end++;
    }
    return end;
  }

  /* Where the name begins, or 0 if the line has none that counts: "ffffffff81000000 T _text". */
  private int name(int line) {
    int at = line;
    while (at < text.length && Character.digit(text[at], 16) >= 0) {
      at++;
    }
    int digits = at - line;
    boolean complete = digits > 0 && digits <= 16 && at + 3 < text.length;
    if (!complete || text[at] != ' ' || text[at + 2] != ' ') {
      return 0;
    }
    byte type = text[at + 1];
    byte first = text[at + 3];
    return type == 'A' || type == 'a' || first == '$' || first <= ' ' ? 0 : at + 3;
  }

  private long address(int line) {
    long address = 0;
    for (int at = line; text[at] != ' '; at++) {
      address = address << 4 | Character.digit(text[at], 16);
    }
    return address;
  }

  /** {@return the symbol that holds the address, or -1} */
  int find(long address) {
    int low = 0;
    int high = addresses.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(addresses[middle], address) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    if (high < 0 || (low == addresses.length && address - addresses[high] >= LAST_SIZE)) {
      return -1;
    }
    return first(high);
  }

  private int first(int symbol) {
    int first = symbol;
    while (first > 0 && addresses[first - 1] == addresses[symbol]) {
      first--;
    }
    return first;
  }

  /** {@return the address of a symbol that was found} */
  long addressOf(int symbol) {
    return addresses[symbol];
  }

  /** {@return the name of a symbol that was found, without its module} */
  String nameOf(int symbol) {
    int end = names[symbol];
    while (end < text.length && text[end] > ' ') {
      end++;
    }
    return Printable.line(new String(text, names[symbol], end - names[symbol], ISO_8859_1));
  }
}
