package org.emukernel.scenarios.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.trace.KernelSymbol;

/**
 * A cursor over the fields of one event, in the order in which the kernel prints them.
 *
 * <p>A name may be followed by {@code =} (as most events print), by {@code :} (tlb_flush in tracefs
 * text) or by {@code :} and spaces (alloc_vmap_area). One object reads all events; nothing is
 * allocated but the values.
 */
final class Fields {
  /** What libtraceevent prints before the fields where it does not know how to print them. */
  private static final String UNPARSED = "[FAILED TO PARSE]";

  private final ByteKeyTable<KernelSymbol> symbols = new ByteKeyTable<>(Symbols::decode);
  private int highestCpu = CpuMask.MAX_CPU;
  private boolean limited;
  private byte[] text = new byte[0];
  private int at;
  private int end;

  /** Starts on a new event. */
  void reset(byte[] text, int start, int end) {
    this.text = text;
    this.at = start;
    this.end = end;
    if (at < end && text[at] == '[' && end - at > UNPARSED.length() && matches(UNPARSED)) {
      at += UNPARSED.length();
    }
  }

  /** Steps over {@code name=} or {@code name:}, with the spaces and commas around it. */
  Fields name(String name) throws MalformedTraceException {
    while (at < end && (text[at] == ' ' || text[at] == ',')) {
      at++;
    }
    int length = name.length();
    if (at + length >= end || !matches(name)) {
      throw expected("\"" + name + "=\"");
    }
    at += length;
    if (text[at] != '=' && text[at] != ':') {
      throw expected("\"=\" after \"" + name + "\"");
    }
    at++;
    while (at < end && text[at] == ' ') {
      at++;
    }
    return this;
  }

  private boolean matches(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (text[at + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** {@return whether the next field has this name} */
  boolean has(String name) {
    int from = at;
    while (from < end && text[from] == ' ') {
      from++;
    }
    int length = name.length();
    if (from + length >= end || text[from + length] != '=') {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text[from + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** CPUs from this number on are no CPUs of the recording. */
  void limitCpus(int count) {
    highestCpu = Math.max(limited ? highestCpu : 0, count - 1);
    limited = true;
  }

  /** Checks a CPU that stands before the fields. */
  void requireKnown(int cpu) throws MalformedTraceException {
    if (cpu > highestCpu) {
      throw new MalformedTraceException(
          "expected a CPU number from 0 to " + highestCpu + ", found CPU " + cpu);
    }
  }

  /** {@return a CPU number} */
  int cpu() throws MalformedTraceException {
    int start = at;
    long cpu = decimal();
    if (cpu < 0 || cpu > highestCpu) {
      at = start;
      throw expected("a CPU number from 0 to " + highestCpu);
    }
    return (int) cpu;
  }

  /** {@return a decimal number that fits 32 bits, perhaps negative} */
  int decimal32() throws MalformedTraceException {
    long value = decimal();
    if (value != (int) value) {
      throw expected("a number of 32 bits");
    }
    return (int) value;
  }

  /** {@return a decimal number of up to 64 bits, signed or unsigned} */
  long decimal() throws MalformedTraceException {
    boolean negative = at < end && text[at] == '-';
    int digit = negative ? at + 1 : at;
    int first = digit;
    long value = 0;
    while (digit < end && text[digit] >= '0' && text[digit] <= '9') {
      if (digit - first >= 19 && Long.compareUnsigned(value, 1844674407370955161L) > 0) {
        throw expected("a number of 64 bits");
      }
      value = value * 10 + (text[digit] - '0');
      digit++;
    }
    if (digit == first || digit - first > 20) {
      throw expected("a decimal number");
    }
    at = digit;
    return negative ? -value : value;
  }

  /** {@return an address: hexadecimal with or without 0x, or (nil) or (null) for 0} */
  long address() throws MalformedTraceException {
    if (at < end && text[at] == '(') {
      return parenthesised();
    }
    int digit = (at + 1 < end && text[at] == '0' && text[at + 1] == 'x') ? at + 2 : at;
    int first = digit;
    long value = 0;
    for (; digit < end; digit++) {
      int nibble = Character.digit(text[digit], 16);
      if (nibble < 0) {
        break;
      }
      value = (value << 4) | nibble;
    }
    if (digit == first || digit - first > 16) {
      throw expected("an address of up to 16 hexadecimal digits");
    }
    at = digit;
    return value;
  }

  /* (nil), (null), and (____ptrval____), which the kernel prints while it has no hash key yet. */
  private long parenthesised() throws MalformedTraceException {
    int close = at;
    while (close < end && text[close] != ')') {
      close++;
    }
    if (close == end) {
      throw expected("an address");
    }
    at = close + 1;
    return 0;
  }

  /** {@return a symbol up to the next space or comma; a module's name behind it is skipped} */
  KernelSymbol symbol() throws MalformedTraceException {
    int start = at;
    while (at < end && text[at] != ' ' && text[at] != ',') {
      at++;
    }
    if (at == start) {
      throw expected("a symbol or an address");
    }
    KernelSymbol symbol = symbols.get(text, start, at);
    if (at + 1 < end && text[at] == ' ' && text[at + 1] == '[') {
      while (at < end && text[at] != ']') {
        at++;
      }
      at = Math.min(at + 1, end);
    }
    return symbol;
  }

  /** {@return a set of CPUs: a bitmap in groups of 32 bits, a cpulist, or ARRAY[bytes]} */
  CpuMask cpumask() throws MalformedTraceException {
    int start = at;
    byte last = (byte) (at < end && text[at] == 'A' ? ']' : ' ');
    while (at < end && text[at] != last) {
      at++;
    }
    if (last == ']' && at < end) {
      at++;
    }
    CpuMask mask = CpuMasks.decode(new String(text, start, at - start, ISO_8859_1));
    requireKnown(mask.last());
    return mask;
  }

  /** {@return the decimal number in the last parentheses that hold one} */
  int lastParenthesis() throws MalformedTraceException {
    int open = end - 2;
    while (open >= at && !(text[open] == '(' && text[open + 1] <= '9')) {
      open--;
    }
    if (open < at) {
      throw expected("a number in parentheses");
    }
    at = open + 1;
    int value = decimal32();
    if (at == end || text[at] != ')') {
      throw expected("\")\"");
    }
    at++;
    return value;
  }

  /** Moves behind the next colon and space; stays if there is none. */
  Fields afterColon() {
    for (int colon = at; colon + 1 < end; colon++) {
      if (text[colon] == ':' && text[colon + 1] == ' ') {
        at = colon + 2;
        break;
      }
    }
    return this;
  }

  /** {@return what is left of the line} */
  String rest() {
    String rest = new String(text, at, end - at, UTF_8);
    at = end;
    return rest;
  }

  /** Checks that the last field ended; fields of newer kernels may follow. */
  void requireDelimiter() throws MalformedTraceException {
    if (at < end && text[at] != ' ' && text[at] != ',') {
      throw expected("a space or the end of the line");
    }
  }

  private MalformedTraceException expected(String what) {
    return new MalformedTraceException("expected " + what + " at " + Excerpts.of(text, at, end));
  }
}
