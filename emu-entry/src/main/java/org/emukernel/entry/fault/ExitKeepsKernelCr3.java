package org.emukernel.entry.fault;

import java.util.List;
import org.emukernel.entry.boot.MachineBoot;
import org.emukernel.entry.boot.MemoryContent;

/**
 * {@code exit-keeps-kernel-cr3}: SWITCH_TO_USER_CR3 leaves out PTI_USER_PGTABLE_MASK, so that user
 * code runs on the kernel's root table. Planted in the bytes of the entry code: the operand of each
 * {@code orq $PTI_USER_PGTABLE_MASK, REG} becomes 0.
 */
public final class ExitKeepsKernelCr3 extends BootFault {

  private static final int REX_W = 0x48;
  private static final int OR_RAX = 0x0d;
  private static final int OR_GROUP = 0x81;
  private static final int OR_FIRST_REGISTER = 0xc8;
  private static final int REGISTERS = 8;
  private static final int MASK_BYTE = 0x10;

  @Override
  public String name() {
    return "exit-keeps-kernel-cr3";
  }

  @Override
  public String description() {
    return "the switch to the user CR3 keeps the kernel's root table; needs features.pti";
  }

  @Override
  public String caughtBy() {
    return "wrong-cr3";
  }

  @Override
  MachineBoot plantIn(MachineBoot boot) {
    List<MemoryContent> memory = boot.memory().stream().map(c -> planted(c, boot)).toList();
    return new MachineBoot(boot.perCpuBytes(), memory, boot.text(), boot.mappings(), boot.cpus());
  }

  private static MemoryContent planted(MemoryContent content, MachineBoot boot) {
    boolean isText = boot.text().stream().anyMatch(t -> t.physical() == content.physical());
    return isText ? content.with(planted(content.bytes())) : content;
  }

  private static byte[] planted(byte[] code) {
    for (int at = 0; at + 7 <= code.length; at++) {
      int operand = operandOfOr(code, at);
      if (operand > 0 && isMask(code, operand)) {
        code[operand + 1] = 0;
      }
    }
    return code;
  }

  private static int operandOfOr(byte[] code, int at) {
    int opcode = code[at + 1] & 0xff;
    int register = (code[at + 2] & 0xff) - OR_FIRST_REGISTER;
    if ((code[at] & 0xff) != REX_W) {
      return -1;
    }
    if (opcode == OR_GROUP && register >= 0 && register < REGISTERS) {
      return at + 3;
    }
    return opcode == OR_RAX ? at + 2 : -1;
  }

  private static boolean isMask(byte[] code, int operand) {
    return code[operand] == 0
        && code[operand + 1] == MASK_BYTE
        && code[operand + 2] == 0
        && code[operand + 3] == 0;
  }
}
