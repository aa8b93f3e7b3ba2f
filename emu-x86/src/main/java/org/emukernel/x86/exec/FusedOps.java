package org.emukernel.x86.exec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of an instruction that sets the status flags and a conditional branch on them, run as one
 * op at the end of a {@link Block}, as processors do it too. Only the branch can fault. Each pair
 * has a class of its own, so that the compiler knows both halves.
 */
final class FusedOps {

  private FusedOps() {}

  /** {@return the row of instructions with the last two as one op, if they are such a pair} */
  static List<Op> fuseLast(List<Op> row) {
    int last = row.size() - 1;
    @Nullable Op fused = last == 0 ? null : fuse(row.get(last - 1), row.get(last));
    if (fused == null) {
      return row;
    }
    List<Op> shorter = new ArrayList<>(row.subList(0, last - 1));
    shorter.add(fused);
    return shorter;
  }

  private static @Nullable Op fuse(Op first, Op branch) {
    if (branch instanceof BranchOps.IfZero ifZero) {
      return fuse(first, ifZero);
    }
    if (branch instanceof BranchOps.IfCarry ifCarry) {
      return first instanceof RegisterOps.Cmp cmp ? new CmpIfCarry(cmp, ifCarry) : null;
    }
    return branch instanceof BranchOps.Conditional conditional ? fuse(first, conditional) : null;
  }

  private static @Nullable Op fuse(Op first, BranchOps.IfZero branch) {
    if (first instanceof RegisterOps.Cmp cmp) {
      return new CmpIfZero(cmp, branch);
    }
    if (first instanceof RegisterOps.Test test) {
      return new TestIfZero(test, branch);
    }
    return first instanceof RegisterOps.Dec dec ? new DecIfZero(dec, branch) : null;
  }

  private static @Nullable Op fuse(Op first, BranchOps.Conditional branch) {
    if (first instanceof RegisterOps.Cmp cmp) {
      return new CmpConditional(cmp, branch);
    }
    return first instanceof RegisterOps.Test test ? new TestConditional(test, branch) : null;
  }

  private abstract static class FusedOp extends Op {

    final int branchLength;

    FusedOp(Op first, Op branch) {
      super(first.length + branch.length, Reach.REGISTERS);
      branchLength = branch.length;
    }

    @Override
    final boolean branches() {
      return true;
    }
  }

  private static final class CmpIfZero extends FusedOp {

    private final RegisterOps.Cmp first;
    private final BranchOps.IfZero branch;

    CmpIfZero(RegisterOps.Cmp first, BranchOps.IfZero branch) {
      super(first, branch);
      this.first = first;
      this.branch = branch;
    }

    @Override
    public long execute(Core core, long next) {
      first.execute(core, next - branchLength);
      return branch.execute(core, next);
    }
  }

  private static final class CmpIfCarry extends FusedOp {

    private final RegisterOps.Cmp first;
    private final BranchOps.IfCarry branch;

    CmpIfCarry(RegisterOps.Cmp first, BranchOps.IfCarry branch) {
      super(first, branch);
      this.first = first;
      this.branch = branch;
    }

    @Override
    public long execute(Core core, long next) {
      first.execute(core, next - branchLength);
      return branch.execute(core, next);
    }
  }

  private static final class CmpConditional extends FusedOp {

    private final RegisterOps.Cmp first;
    private final BranchOps.Conditional branch;

    CmpConditional(RegisterOps.Cmp first, BranchOps.Conditional branch) {
      super(first, branch);
      this.first = first;
      this.branch = branch;
    }

    @Override
    public long execute(Core core, long next) {
      first.execute(core, next - branchLength);
      return branch.execute(core, next);
    }
  }

  private static final class TestIfZero extends FusedOp {

    private final RegisterOps.Test first;
    private final BranchOps.IfZero branch;

    TestIfZero(RegisterOps.Test first, BranchOps.IfZero branch) {
      super(first, branch);
      this.first = first;
      this.branch = branch;
    }

    @Override
    public long execute(Core core, long next) {
      first.execute(core, next - branchLength);
      return branch.execute(core, next);
    }
  }

  private static final class TestConditional extends FusedOp {

    private final RegisterOps.Test first;
    private final BranchOps.Conditional branch;

    TestConditional(RegisterOps.Test first, BranchOps.Conditional branch) {
      super(first, branch);
      this.first = first;
      this.branch = branch;
    }

    @Override
    public long execute(Core core, long next) {
      first.execute(core, next - branchLength);
      return branch.execute(core, next);
    }
  }

  private static final class DecIfZero extends FusedOp {

    private final RegisterOps.Dec first;
    private final BranchOps.IfZero branch;

    DecIfZero(RegisterOps.Dec first, BranchOps.IfZero branch) {
      super(first, branch);
      this.first = first;
      this.branch = branch;
    }

    @Override
    public long execute(Core core, long next) {
      first.execute(core, next - branchLength);
      return branch.execute(core, next);
    }
  }
}
