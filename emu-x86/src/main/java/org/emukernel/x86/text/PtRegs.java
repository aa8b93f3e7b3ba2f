package org.emukernel.x86.text;

import org.emukernel.api.kernel.RoutineFrame;

/** Offsets in struct pt_regs (arch/x86/include/asm/ptrace.h), which lie on the CPU's own stack. */
final class PtRegs {

  static final int IP = 16 * 8;
  static final int FLAGS = 18 * 8;
  static final int SP = 19 * 8;

  private static final int CS = 17 * 8;
  private static final int RPL_MASK = 3;

  private PtRegs() {}

  /** {@return user_mode(regs)} */
  static boolean isUserMode(RoutineFrame f, long regs) {
    return (f.load(regs + CS, 8) & RPL_MASK) != 0;
  }
}
