package org.emukernel.x86.asm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A register as AT&amp;T syntax names it.
 *
 * @param name without the percent sign
 * @param kind which file it belongs to
 * @param number its encoding, 0..15
 * @param size in bits for general registers, otherwise 0
 */
record Register(String name, Kind kind, int number, int size) {
  /** Register files. */
  enum Kind {
    GENERAL,
    /** AH, CH, DH, BH: cannot be encoded beside a REX prefix. */
    HIGH_BYTE,
    SEGMENT,
    CONTROL,
    DEBUG,
    RIP
  }

  private static final Map<String, Register> BY_NAME = table();

  static Optional<Register> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  boolean isGeneral() {
    return kind == Kind.GENERAL || kind == Kind.HIGH_BYTE;
  }

  /** {@return whether naming this byte register takes a REX prefix: SPL, BPL, SIL, DIL} */
  boolean needsRex() {
    return kind == Kind.GENERAL && size == 8 && number >= 4 && number < 8;
  }

  private static Map<String, Register> table() {
    Map<String, Register> map = new LinkedHashMap<>();
    addGeneral(map, 64, "rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15");
    addGeneral(map, 32, "eax ecx edx ebx esp ebp esi edi r8d r9d r10d r11d r12d r13d r14d r15d");
    addGeneral(map, 16, "ax cx dx bx sp bp si di r8w r9w r10w r11w r12w r13w r14w r15w");
    addGeneral(map, 8, "al cl dl bl spl bpl sil dil r8b r9b r10b r11b r12b r13b r14b r15b");
    List<String> high = List.of("ah", "ch", "dh", "bh");
    for (int i = 0; i < high.size(); i++) {
      map.put(high.get(i), new Register(high.get(i), Kind.HIGH_BYTE, 4 + i, 8));
    }
    List<String> segments = List.of("es", "cs", "ss", "ds", "fs", "gs");
    for (int i = 0; i < segments.size(); i++) {
      map.put(segments.get(i), new Register(segments.get(i), Kind.SEGMENT, i, 0));
    }
    for (int i = 0; i < 16; i++) {
      map.put("cr" + i, new Register("cr" + i, Kind.CONTROL, i, 64));
      map.put("db" + i, new Register("db" + i, Kind.DEBUG, i, 64));
      map.put("dr" + i, new Register("dr" + i, Kind.DEBUG, i, 64));
    }
    map.put("rip", new Register("rip", Kind.RIP, 0, 64));
    return Map.copyOf(map);
  }

  private static void addGeneral(Map<String, Register> map, int size, String names) {
    String[] list = names.split(" ");
    for (int i = 0; i < list.length; i++) {
      map.put(list[i], new Register(list[i], Kind.GENERAL, i, size));
    }
  }
}
