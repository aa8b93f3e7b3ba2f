package org.emukernel.x86.exec;

/**
 * The arithmetic of {@link RegisterOp}s, one class for each operation so that the call of each has
 * its own code.
 */
final class RegisterOps {

  private RegisterOps() {}

  /** ADD. */
  static final class Add extends RegisterOp {

    Add(RegisterForm form) {
      super(form);
    }

    @Override
    public long execute(Core core, long next) {
      long a = target(core);
      long b = source(core);
      long r = a + b;
      core.setReg(target, r & mask);
      core.setStatusOf(r, Alu.carries(a, b, r), top);
      return next;
    }
  }

  /** SUB. */
  static final class Sub extends RegisterOp {

    Sub(RegisterForm form) {
      super(form);
    }

    @Override
    public long execute(Core core, long next) {
      long a = target(core);
      long b = source(core);
      long r = a - b;
      core.setReg(target, r & mask);
      core.setStatusOf(r, Alu.borrows(a, b, r), top);
      return next;
    }
  }

  /** CMP. */
  static final class Cmp extends RegisterOp {

    Cmp(RegisterForm form) {
      super(form);
    }

    @Override
    public long execute(Core core, long next) {
      long a = target(core);
      long b = source(core);
      long r = a - b;
      core.setStatusOf(r, Alu.borrows(a, b, r), top);
      return next;
    }
  }

  /** AND. */
  static final class And extends RegisterOp {

    And(RegisterForm form) {
      super(form);
    }

    @Override
    public long execute(Core core, long next) {
      long r = target(core) & source(core);
      core.setReg(target, r);
      core.setStatusOf(r, 0, top);
      return next;
    }
  }

  /** OR. */
  static final class Or extends RegisterOp {

    Or(RegisterForm form) {
      super(form);
    }

    @Override
    public long execute(Core core, long next) {
      long r = target(core) | source(core);
      core.setReg(target, r);
      core.setStatusOf(r, 0, top);
      return next;
    }
  }

  /** XOR. */
  static final class Xor extends RegisterOp {

    Xor(RegisterForm form) {
      super(form);
    }

    @Override
    public long execute(Core core, long next) {
      long r = target(core) ^ source(core);
      core.setReg(target, r);
      core.setStatusOf(r, 0, top);
      return next;
    }
  }

  /** TEST. */
  static final class Test extends RegisterOp {

    Test(RegisterForm form) {
      super(form);
    }

    @Override
    public long execute(Core core, long next) {
      core.setStatusOf(target(core) & source(core), 0, top);
      return next;
    }
  }

  /** MOV. */
  static final class Mov extends RegisterOp {

    Mov(RegisterForm form) {
      super(form);
    }

    @Override
    public long execute(Core core, long next) {
      core.setReg(target, source(core));
      return next;
    }
  }

  /** INC. */
  static final class Inc extends RegisterOp {

    Inc(RegisterForm form) {
      super(form);
    }

    @Override
    public long execute(Core core, long next) {
      long a = target(core);
      long r = a + 1;
      core.setReg(target, r & mask);
      core.setStatusButCarry(r, Alu.carries(a, 1, r), top);
      return next;
    }
  }

  /** DEC. */
  static final class Dec extends RegisterOp {

    Dec(RegisterForm form) {
      super(form);
    }

    @Override
    public long execute(Core core, long next) {
      long a = target(core);
      long r = a - 1;
      core.setReg(target, r & mask);
      core.setStatusButCarry(r, Alu.borrows(a, 1, r), top);
      return next;
    }
  }

  /** SHL by 1 to size - 1. */
  static final class Shl extends RegisterOp {

    Shl(RegisterForm form) {
      super(form);
    }

    @Override
    public long execute(Core core, long next) {
      long a = target(core);
      int count = (int) source(core);
      long r = a << count;
      long carry = a >>> top + 1 - count & 1;
      core.setReg(target, r & mask);
      core.setStatus(Alu.result(r, top) | carry | (carry ^ r >>> top & 1) << 11);
      return next;
    }
  }

  /** SHR by 1 to size - 1. */
  static final class Shr extends RegisterOp {

    Shr(RegisterForm form) {
      super(form);
    }

    @Override
    public long execute(Core core, long next) {
      long a = target(core);
      int count = (int) source(core);
      long r = a >>> count;
      core.setReg(target, r);
      core.setStatus(Alu.result(r, top) | a >>> count - 1 & 1 | (a >>> top & 1) << 11);
      return next;
    }
  }

  /** two-operand IMUL. */
  static final class Imul extends RegisterOp {

    Imul(RegisterForm form) {
      super(form);
    }

    @Override
    public long execute(Core core, long next) {
      long a = target(core) << 63 - top >> 63 - top;
      long b = source(core) << 63 - top >> 63 - top;
      long r = a * b;
      boolean overflow = r << 63 - top >> 63 - top != r || Math.multiplyHigh(a, b) != r >> 63;
      core.setReg(target, r & mask);
      core.setStatus(Alu.result(r, top) | (overflow ? Multiplication.OVERFLOW : 0));
      return next;
    }
  }
}
