package org.emukernel.scenarios.trace;

import org.emukernel.api.trace.KernelSymbol;

/** Reads what the kernel prints for {@code %pS}, {@code %ps} and a stack's frame. */
final class Symbols {
  private Symbols() {}

  /** {@return the symbol and offset of {@code name}, {@code name+0x1} or {@code name+0x1/0x2}} */
  static KernelSymbol decode(byte[] text, int start, int end) throws MalformedTraceException {
    int plus = plus(text, start, end);
    String name = Excerpts.printable(text, start, plus);
    if (plus == end) {
      return name.equals("0x0") ? KernelSymbol.NULL : new KernelSymbol(name, 0);
    }
    long offset = 0;
    int at = plus + 3;
    for (; at < end && text[at] != '/'; at++) {
      int nibble = Character.digit(text[at], 16);
      if (nibble < 0 || offset >>> 56 != 0) {
        throw new MalformedTraceException(
            "expected symbol+0xoffset at " + Excerpts.of(text, start, end));
      }
      offset = (offset << 4) | nibble;
    }
    return new KernelSymbol(name, offset);
  }

  /** {@return where {@code +0x} begins behind a name, or end} */
  static int plus(byte[] text, int start, int end) {
    for (int at = start + 1; at + 3 < end; at++) {
      if (text[at] == '+' && text[at + 1] == '0' && text[at + 2] == 'x') {
        return at;
      }
    }
    return end;
  }
}
