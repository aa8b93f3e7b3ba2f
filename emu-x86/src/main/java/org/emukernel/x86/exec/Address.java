package org.emukernel.x86.exec;

import org.emukernel.x86.decode.Operand;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;

/**
 * How a memory operand's linear address is made. Source: SDM vol. 1, "Specifying an Offset";
 * "Segment Registers in 64-Bit Mode".
 */
final class Address {

  private final int base;
  private final int index;
  private final int shift;
  private final long displacement;
  private final int segmentBase;
  private final long baseMask;
  private final long indexMask;
  private final long nextMask;
  private final long segmentMask;
  private final long sizeMask;
  private final boolean plain;
  private final boolean stack;

  Address(Operand.Mem operand, int addressSize) {
    boolean hasBase = operand.base() >= 0 && operand.base() < Operand.Mem.RIP;
    boolean hasSegment = operand.segment() == 4 || operand.segment() == 5;
    base = hasBase ? operand.base() : 0;
    baseMask = hasBase ? -1 : 0;
    index = Math.max(operand.index(), 0);
    indexMask = operand.index() >= 0 ? -1 : 0;
    shift = Integer.numberOfTrailingZeros(operand.scale());
    displacement = operand.displacement();
    nextMask = operand.base() == Operand.Mem.RIP ? -1 : 0;
    segmentBase = operand.segment() == 4 ? Reg.FS_BASE : Reg.GS_BASE;
    segmentMask = hasSegment ? -1 : 0;
    sizeMask = addressSize == 4 ? 0xffff_ffffL : -1;
    plain = hasBase && indexMask == 0 && !hasSegment && sizeMask == -1;
    stack = operand.usesStackSegment();
  }

  /** {@return the linear address; a stack address that is not canonical is a #SS} */
  long linear(Core core, long next) {
    return linear(core, next, 0);
  }

  /** {@return the linear address of {@code offset} bytes further on} */
  long linear(Core core, long next, long offset) {
    long linear = unchecked(core, next, offset);
    if (stack && !RegisterFile.isCanonical(linear)) {
      throw core.stackFault(0);
    }
    return linear;
  }

  /** {@return the linear address, canonical or not} */
  long unchecked(Core core, long next, long offset) {
    return plain
        ? core.reg(base) + displacement + offset
        : (effective(core, next) + offset & sizeMask) + (core.reg(segmentBase) & segmentMask);
  }

  /** {@return the effective address: no segment base} */
  long effective(Core core, long next) {
    long sum =
        (core.reg(base) & baseMask)
            + ((core.reg(index) & indexMask) << shift)
            + displacement
            + (next & nextMask);
    return sum & sizeMask;
  }

  /** {@return whether the base is RSP, as POP to memory must know} */
  boolean isRspBased() {
    return baseMask != 0 && base == Reg.RSP;
  }
}
