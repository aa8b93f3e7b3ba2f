package org.emukernel.x86.vectors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Reads the line format of vector files, one line at a time. */
final class VectorParser {
  private static final List<String> REGISTERS =
      List.of(
          "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
          "r13", "r14", "r15");

  private final List<Form> forms = new ArrayList<>();
  private final long[] defaults = new long[REGISTERS.size()];
  private String processor = "";
  private long codeAddress;
  private long bufferAddress;
  private int bufferSize;
  private List<Vector> vectors = new ArrayList<>();
  private int lineNumber;

  void accept(String line) {
    lineNumber++;
    try {
      parse(line);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "vectors, line " + lineNumber + ": " + e.getMessage() + " in \"" + line + "\"", e);
    }
  }

  VectorFile finish() {
    return new VectorFile(
        processor, codeAddress, bufferAddress, bufferSize, Collections.unmodifiableList(forms));
  }

  private void parse(String line) {
    String rest = line.length() > 2 ? line.substring(2) : "";
    switch (line.isEmpty() ? '#' : line.charAt(0)) {
      case '#' -> {}
      case 'P' -> processor = rest;
      case 'C' -> codeAddress = hex(rest);
      case 'M' -> buffer(rest.split(" "));
      case 'D' -> new Side(defaults).readAll(rest);
      case 'F' -> form(rest);
      case 'V' -> vector(rest);
      default -> throw new IllegalArgumentException("unknown kind of line");
    }
  }

  private void buffer(String[] words) {
    bufferAddress = hex(words[0]);
    bufferSize = Math.toIntExact(hex(words[1]));
  }

  private void form(String rest) {
    int space = rest.indexOf(' ');
    vectors = new ArrayList<>();
    byte[] code = HexFormat.of().parseHex(rest.substring(0, space));
    forms.add(new Form(code, rest.substring(space + 1), Collections.unmodifiableList(vectors)));
  }

  private void vector(String rest) {
    if (forms.isEmpty()) {
      throw new IllegalArgumentException("a vector before any form");
    }
    int middle = rest.indexOf(" > ");
    var before = new Side(defaults.clone());
    before.readAll(rest.substring(0, middle));
    var after = new Side(before.registers.clone());
    after.readAll(rest.substring(middle + 3));
    vectors.add(
        new Vector(
            before.state(codeAddress),
            after.state(after.fault.isPresent() ? codeAddress : fallThrough()),
            after.undefined,
            after.fault,
            List.copyOf(before.memory),
            List.copyOf(after.memory),
            lineNumber));
  }

  private long fallThrough() {
    return codeAddress + forms.get(forms.size() - 1).code().length;
  }

  private static long hex(String digits) {
    return Long.parseUnsignedLong(digits, 16);
  }

  /** One side of a vector: the tokens before or after {@code >}. */
  private final class Side {
    private final long[] registers;
    private final List<MemoryRun> memory = new ArrayList<>();
    private long flags;
    private long undefined;
    private Optional<Long> rip = Optional.empty();
    private Optional<String> fault = Optional.empty();

    Side(long[] registers) {
      this.registers = registers;
    }

    void readAll(String tokens) {
      Arrays.stream(tokens.split(" ")).forEach(this::read);
    }

    CpuState state(long usualRip) {
      return new CpuState(registers, flags, rip.orElse(usualRip));
    }

    private void read(String token) {
      int equals = token.indexOf('=');
      String key = token.substring(0, equals);
      String value = token.substring(equals + 1);
      switch (key) {
        case "fl" -> flags = hex(value);
        case "un" -> undefined = hex(value);
        case "fault" -> fault = Optional.of(value);
        case "rip" -> rip = Optional.of(hex(value));
        default -> place(key, value);
      }
    }

    private void place(String key, String value) {
      if (key.startsWith("@")) {
        memory.add(run(Math.toIntExact(hex(key.substring(1))), HexFormat.of().parseHex(value)));
        return;
      }
      int register = REGISTERS.indexOf(key);
      if (register < 0) {
        throw new IllegalArgumentException("unknown token " + key);
      }
      registers[register] = hex(value);
    }

    private MemoryRun run(int offset, byte[] bytes) {
      if (offset + bytes.length > bufferSize) {
        throw new IllegalArgumentException("a run beyond the buffer");
      }
      return new MemoryRun(offset, bytes);
    }
  }
}
