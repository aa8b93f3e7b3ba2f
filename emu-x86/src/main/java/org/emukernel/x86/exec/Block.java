package org.emukernel.x86.exec;

import java.util.List;

/**
 * Instructions in a row that touch registers only, run as one where nobody can look in between.
 * Only the last may branch, and only the last may fault.
 */
final class Block extends Op {

  /** How many instructions. */
  final int count;

  /** Bytes before the last one. */
  final int lastOffset;

  private final Op[] ops;

  Block(List<Op> row) {
    super(row.stream().mapToInt(op -> op.length).sum(), Reach.REGISTERS);
    ops = row.toArray(Op[]::new);
    count = ops.length;
    lastOffset = length - ops[count - 1].length;
  }

  @Override
  public long execute(Core core, long next) {
    long at = next - length;
    for (Op op : ops) {
      at = op.execute(core, at + op.length);
    }
    return at;
  }

  @Override
  Op head() {
    return ops[0];
  }
}
