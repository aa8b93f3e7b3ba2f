package org.emukernel.x86.vectors;

/**
 * What user mode sees of a CPU.
 *
 * @param registers the sixteen general registers by their number in machine code (RAX, RCX, RDX,
 *     RBX, RSP, RBP, RSI, RDI, R8 to R15)
 * @param flags RFLAGS
 * @param rip RIP
 */
public record CpuState(long[] registers, long flags, long rip) {
  /** Rejects anything but sixteen registers. */
  public CpuState {
    if (registers.length != 16) {
      throw new IllegalArgumentException("16 registers expected, not " + registers.length);
    }
  }
}
