package org.emukernel.x86.text;

import org.emukernel.api.kernel.RoutineFrame;

/**
 * int3_emulate_jmp(), _jcc(), _call() and _ret() (arch/x86/include/asm/text-patching.h): changes
 * pt_regs as an instruction would have. All that they touch lies on the CPU's own stack.
 */
final class Emulation {

  private Emulation() {}

  /**
   * Emulates an instruction.
   *
   * @param regs address of pt_regs
   * @param end address behind the instruction
   */
  static void emulate(RoutineFrame f, long regs, Emulated emulated, long end) {
    long target = end + emulated.displacement();
    switch (emulated.opcode()) {
      case Emulated.CALL -> {
        long stack = f.load(regs + PtRegs.SP, 8) - 8;
        f.store(stack, 8, end);
        f.store(regs + PtRegs.SP, 8, stack);
        f.store(regs + PtRegs.IP, 8, target);
      }
      case Emulated.RET -> {
        long stack = f.load(regs + PtRegs.SP, 8);
        f.store(regs + PtRegs.IP, 8, f.load(stack, 8));
        f.store(regs + PtRegs.SP, 8, stack + 8);
      }
      case Emulated.JMP8, Emulated.JMP32 -> f.store(regs + PtRegs.IP, 8, target);
      default -> {
        boolean taken = emulated.isTaken(f.load(regs + PtRegs.FLAGS, 8));
        f.store(regs + PtRegs.IP, 8, taken ? target : end);
      }
    }
  }
}
