package org.emukernel.x86.exec;

/**
 * An instruction on a general register of 4 or 8 bytes whose second operand is a register or an
 * immediate. Both kinds run the same code without a branch: the register is masked away where there
 * is an immediate.
 */
abstract class RegisterOp extends Op {

  /** The first operand. */
  final int target;

  /** All ones in the operand size. */
  final long mask;

  /** Number of the highest bit. */
  final int top;

  private final int source;
  private final long sourceMask;
  private final long immediate;

  RegisterOp(RegisterForm form) {
    super(form.length(), Reach.REGISTERS);
    target = form.target();
    top = form.size() * 8 - 1;
    mask = form.size() == 8 ? -1 : 0xffff_ffffL;
    source = Math.max(form.source(), 0);
    sourceMask = form.source() < 0 ? 0 : mask;
    immediate = form.source() < 0 ? form.immediate() & mask : 0;
  }

  /** {@return the second operand} */
  final long source(Core core) {
    return core.reg(source) & sourceMask | immediate;
  }

  /** {@return the first operand} */
  final long target(Core core) {
    return core.reg(target) & mask;
  }
}
