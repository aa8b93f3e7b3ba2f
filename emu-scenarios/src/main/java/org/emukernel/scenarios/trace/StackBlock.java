package org.emukernel.scenarios.trace;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.trace.CallStack;

/**
 * Collects the lines of one stack and finds the stack that they mean.
 *
 * <p>A line is {@code => symbol}, perhaps with {@code +0xoffset/0xsize} (trace_options sym-offset),
 * {@code [module]} and the address as {@code <hex>} (sym-addr) or {@code (hex)} (trace-cmd). Whole
 * blocks are looked up, so that a repeated stack costs no more than its bytes.
 */
final class StackBlock {
  private static final int ADDRESS_DIGITS = 16;

  private final ByteKeyTable<CallStack> stacks = new ByteKeyTable<>(StackBlock::decode);
  private final byte[] lines = new byte[2 * LineSource.MAX_LINE];
  private int length;

  void clear() {
    length = 0;
  }

  /** Adds a line that {@link #isFrame} accepts; {@return false if the stack has become too long} */
  boolean add(byte[] text, int start, int end) {
    int size = end - start;
    if (length + size + 1 > lines.length) {
      return false;
    }
    System.arraycopy(text, start, lines, length, size);
    length += size;
    lines[length++] = '\n';
    return true;
  }

  /** {@return the stack of the lines added since {@link #clear}} */
  CallStack stack() throws MalformedTraceException {
    return (length == 0) ? CallStack.EMPTY : stacks.get(lines, 0, length);
  }

  /** {@return whether the line is a frame of a stack} */
  static boolean isFrame(byte[] text, int start, int end) {
    int at = (start < end && text[start] == ' ') ? start + 1 : start;
    return at + 1 < end && text[at] == '=' && text[at + 1] == '>';
  }

  private static CallStack decode(byte[] text, int start, int end) {
    List<String> frames = new ArrayList<>();
    int line = start;
    while (line < end) {
      int lineEnd = line;
      while (text[lineEnd] != '\n') {
        lineEnd++;
      }
      String frame = frame(text, line, lineEnd);
      if (!frame.isEmpty()) {
        frames.add(frame);
      }
      line = lineEnd + 1;
    }
    return CallStack.of(frames);
  }

  private static String frame(byte[] text, int lineStart, int lineEnd) {
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
