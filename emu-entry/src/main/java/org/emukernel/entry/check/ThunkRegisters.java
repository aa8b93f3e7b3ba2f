package org.emukernel.entry.check;

import java.util.List;

/** The registers by which thunks are named: {@code __x86_indirect_thunk_rax} and the like. */
final class ThunkRegisters {

  private static final List<String> NAMES =
      List.of(
          "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
          "r13", "r14", "r15");

  private ThunkRegisters() {}

  /** {@return the number in instructions, or -1; the first thunk's address is the array's, too} */
  static int number(String name) {
    return name.equals("array") ? 0 : NAMES.indexOf(name);
  }
}
