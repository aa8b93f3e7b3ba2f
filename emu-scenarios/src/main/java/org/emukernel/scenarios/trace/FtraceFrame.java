package org.emukernel.scenarios.trace;

/**
 * A line of a stack of ftrace: {@code => symbol}, perhaps with {@code +0xoffset/0xsize}
 * (trace_options sym-offset), {@code [module]} and the address as {@code <hex>} (sym-addr) or
 * {@code (hex)} (trace-cmd).
 */
final class FtraceFrame {
  private static final int ADDRESS_DIGITS = 16;

  private FtraceFrame() {}

  /** {@return whether the line is a frame of a stack} */
  static boolean isFrame(byte[] text, int start, int end) {
    int at = (start < end && text[start] == ' ') ? start + 1 : start;
    return at + 1 < end && text[at] == '=' && text[at + 1] == '>';
  }

  /** {@return the function of a line that {@link #isFrame} accepts} */
  static String frame(byte[] text, int lineStart, int lineEnd) {
    int start = lineStart;
    while (text[start] != '>') {
      start++;
    }
    do {
      start++;
    } while (start < lineEnd && text[start] == ' ');
    /* "[FTRACE TRAMPOLINE]" and "[unknown/kretprobe'd]" are frames of their own. */
    if (start < lineEnd && text[start] == '[') {
      return Excerpts.printable(text, start, lineEnd).strip();
    }
    int end = start;
    while (end < lineEnd && text[end] != ' ') {
      end++;
    }
    String name = Excerpts.printable(text, start, Symbols.plus(text, start, end));
    return isBareAddress(name) ? "0x" + name : name;
  }

  /* trace-cmd prints an address without a symbol as 16 digits, the kernel as 0x and the digits. */
  private static boolean isBareAddress(String name) {
    return name.length() == ADDRESS_DIGITS
        && name.chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }
}
