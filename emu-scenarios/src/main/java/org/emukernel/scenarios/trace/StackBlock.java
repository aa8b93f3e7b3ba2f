package org.emukernel.scenarios.trace;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.trace.CallStack;

/**
 * Collects the lines of one stack and finds the stack that they mean. Whole blocks are looked up,
 * so that a repeated stack costs no more than its bytes.
 */
final class StackBlock {
  /** Reads a line of a stack. */
  interface FrameReader {
    /** {@return the function of the line's frame; empty if it is none that counts} */
    String frame(byte[] text, int start, int end);
  }

  private final FrameReader reader;
  private final ByteKeyTable<CallStack> stacks = new ByteKeyTable<>(this::decode);
  private final byte[] lines = new byte[2 * LineSource.MAX_LINE];
  private int length;

  StackBlock(FrameReader reader) {
    this.reader = reader;
  }

  void clear() {
    length = 0;
  }

  /** Adds a line; {@return false if the stack has become too long} */
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

  private CallStack decode(byte[] text, int start, int end) {
    List<String> frames = new ArrayList<>();
    int line = start;
    while (line < end) {
      int lineEnd = line;
      while (text[lineEnd] != '\n') {
        lineEnd++;
      }
      String frame = reader.frame(text, line, lineEnd);
      if (!frame.isEmpty()) {
        frames.add(frame);
      }
      line = lineEnd + 1;
    }
    return CallStack.of(frames);
  }
}
