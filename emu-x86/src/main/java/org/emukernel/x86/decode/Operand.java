package org.emukernel.x86.decode;

/**
 * One operand of an {@link Instruction}, as the instruction uses it: immediates extended, implied
 * registers spelled out.
 */
public sealed interface Operand permits Operand.Reg, Operand.Mem, Operand.Imm, Operand.Rel {

  /** {@return bytes; for a {@link Mem} the bytes accessed} */
  int size();

  /**
   * A register.
   *
   * @param cls register file
   * @param number number within {@code cls}
   * @param size bytes used of it: 1, 2, 4, 8 for general registers
   */
  record Reg(RegisterClass cls, int number, int size) implements Operand {}

  /**
   * A memory reference. The effective address is base + index * scale + displacement, cut to {@link
   * Instruction#addressSize()} bytes; the segment base is added after that.
   *
   * @param segment 4 for FS, 5 for GS, 0 for the ES destination of a string instruction (which no
   *     prefix overrides), else {@link #NONE}: the other override prefixes are ignored in 64-bit
   *     mode
   * @param base general register 0 to 15, {@link #RIP} for the address of the next instruction, or
   *     {@link #NONE}
   * @param index general register 0 to 15 or {@link #NONE}
   * @param scale 1, 2, 4 or 8
   * @param displacement sign-extended; the whole address for the MOV forms A0 to A3
   * @param size bytes accessed; 0 where the instruction accesses no data (LEA, INVLPG, prefetches,
   *     NOP) or its size depends on the machine's state (XSAVE family)
   */
  record Mem(int segment, int base, int index, int scale, long displacement, int size)
      implements Operand {
    /** No segment override, base or index. */
    public static final int NONE = -1;

    /** The base "address of the next instruction". */
    public static final int RIP = 16;

    private static final int RSP = 4;
    private static final int RBP = 5;

    /**
     * {@return whether a non-canonical address is a #SS rather than a #GP: base RSP or RBP and no
     * FS or GS override}
     *
     * <p>Source: SDM vol. 1, "Default Segment Selection Rules"; vol. 3A, "Interrupt 12".
     */
    public boolean usesStackSegment() {
      return segment == NONE && (base == RSP || base == RBP);
    }
  }

  /**
   * An immediate.
   *
   * @param value extended to 64 bits as the instruction uses it: sign-extended, except for the
   *     counts, ports, vectors and sizes that are unsigned (shift counts, IN, OUT, INT, ENTER, RET,
   *     control bytes of vector instructions)
   * @param size bytes that it takes in the instruction: 1, 2, 4 or 8; 1 also for the implied 1 of
   *     the shifts D0 and D1
   */
  record Imm(long value, int size) implements Operand {}

  /**
   * A branch target.
   *
   * @param displacement signed, relative to the end of the instruction
   * @param size bytes that it takes in the instruction: 1 or 4
   */
  record Rel(long displacement, int size) implements Operand {}
}
