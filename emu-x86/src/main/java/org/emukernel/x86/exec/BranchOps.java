package org.emukernel.x86.exec;

import org.emukernel.x86.reg.Reg;

/** Near branches. A target that is not canonical raises #GP(0) at the branch. */
final class BranchOps {

  private BranchOps() {}

  /** Jcc. */
  static final class Conditional extends Op {

    private final int truth;
    private final long displacement;

    Conditional(int length, int condition, long displacement) {
      super(length, Reach.REGISTERS);
      this.truth = Alu.truth(condition);
      this.displacement = displacement;
    }

    @Override
    boolean branches() {
      return true;
    }

    @Override
    public long execute(Core core, long next) {
      long taken = Alu.test(truth, core.status());
      return core.target(next + (displacement & -taken));
    }
  }

  /** JE and JNE. */
  static final class IfZero extends Op {

    private final long wanted;
    private final long displacement;

    IfZero(int length, long wanted, long displacement) {
      super(length, Reach.REGISTERS);
      this.wanted = wanted;
      this.displacement = displacement;
    }

    @Override
    boolean branches() {
      return true;
    }

    @Override
    public long execute(Core core, long next) {
      long refused = core.zero() ^ wanted;
      return core.target(next + (displacement & refused - 1));
    }
  }

  /** JB and JAE. */
  static final class IfCarry extends Op {

    private final long wanted;
    private final long displacement;

    IfCarry(int length, long wanted, long displacement) {
      super(length, Reach.REGISTERS);
      this.wanted = wanted;
      this.displacement = displacement;
    }

    @Override
    boolean branches() {
      return true;
    }

    @Override
    public long execute(Core core, long next) {
      long refused = core.carry() ^ wanted;
      return core.target(next + (displacement & refused - 1));
    }
  }

  /** {@return the op of Jcc, whose condition codes come in pairs of opposites} */
  static Op conditional(int length, int condition, long displacement) {
    long wanted = ~condition & 1;
    return switch (condition >> 1) {
      case 1 -> new IfCarry(length, wanted, displacement);
      case 2 -> new IfZero(length, wanted, displacement);
      default -> new Conditional(length, condition, displacement);
    };
  }

  /** JMP rel. */
  static final class Jump extends Op {

    private final long displacement;

    Jump(int length, long displacement) {
      super(length, Reach.REGISTERS);
      this.displacement = displacement;
    }

    @Override
    boolean branches() {
      return true;
    }

    @Override
    public long execute(Core core, long next) {
      return core.target(next + displacement);
    }
  }

  /** CALL rel. */
  static final class Call extends Op {

    private final long displacement;

    Call(int length, long displacement) {
      super(length, Reach.MEMORY);
      this.displacement = displacement;
    }

    @Override
    boolean branches() {
      return true;
    }

    @Override
    public long execute(Core core, long next) {
      long to = core.target(next + displacement);
      long rsp = core.stack(core.reg(Reg.RSP) - 8);
      core.mmu.writeLong(rsp, next);
      core.setReg(Reg.RSP, rsp);
      return to;
    }
  }

  /** RET without an operand. */
  static final class Return extends Op {

    Return(int length) {
      super(length, Reach.MEMORY);
    }

    @Override
    boolean branches() {
      return true;
    }

    @Override
    public long execute(Core core, long next) {
      long rsp = core.stack(core.reg(Reg.RSP));
      long to = core.target(core.mmu.readLong(rsp));
      core.setReg(Reg.RSP, rsp + 8);
      return to;
    }
  }
}
