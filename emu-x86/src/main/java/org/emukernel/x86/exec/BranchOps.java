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
      core.mmu.write(rsp, 8, next);
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
      long to = core.target(core.mmu.read(rsp, 8));
      core.setReg(Reg.RSP, rsp + 8);
      return to;
    }
  }
}
