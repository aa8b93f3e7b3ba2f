package org.emukernel.x86.exec;

import org.emukernel.x86.reg.Reg;

/**
 * Instruction breakpoints in DR0 to DR3: a #DB before the instruction, unless RFLAGS.RF is set.
 * Breakpoints on data and I/O never hit.
 *
 * <p>Source: SDM vol. 3B, "Debug Registers"; "Instruction-Breakpoint Exception Condition".
 */
final class Breakpoints {

  /** DR6.BS: single step. */
  static final long DR6_BS = 1 << 14;

  private static final int COUNT = 4;
  private static final long ENABLED = 0xff;

  private final Core core;

  Breakpoints(Core core) {
    this.core = core;
  }

  /** {@return whether an L or G bit is set} */
  boolean areEnabled() {
    return (core.reg(Reg.DR7) & ENABLED) != 0;
  }

  /** Raises #DB if a breakpoint is set on the instruction at {@code rip}. */
  void check(long rip) {
    if (!areEnabled()) {
      return;
    }
    long hits = 0;
    for (int n = 0; n < COUNT; n++) {
      hits |= hits(n, rip) ? 1L << n : 0;
    }
    if (hits != 0) {
      core.setReg(Reg.DR6, core.reg(Reg.DR6) | hits);
      throw core.fault.debug();
    }
  }

  /* R/W = 00 and LEN = 00: execution. */
  private boolean hits(int n, long rip) {
    long dr7 = core.reg(Reg.DR7);
    boolean enabled = (dr7 >>> 2 * n & 3) != 0;
    boolean executes = (dr7 >>> 16 + 4 * n & 0xf) == 0;
    return enabled && executes && core.reg(Reg.DR0 + n) == rip;
  }
}
