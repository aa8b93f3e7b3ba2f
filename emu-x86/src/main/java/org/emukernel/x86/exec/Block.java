package org.emukernel.x86.exec;

import java.util.List;
import org.emukernel.x86.fault.ProcessorException;

/**
 * Instructions in a row that touch registers and memory only, run as one where nobody can look in
 * between. Only the last may branch. It ends early where one faults, or where an access to memory
 * did more than move data, since then the run loop must look before the next instruction.
 */
final class Block extends Op {

  /** How many instructions. */
  final int count;

  private final Op[] ops;

  Block(List<Op> row) {
    super(row.stream().mapToInt(op -> op.length).sum(), reachOf(row));
    ops = row.toArray(Op[]::new);
    count = ops.length;
  }

  private static Reach reachOf(List<Op> row) {
    boolean registers = row.stream().allMatch(op -> op.reach == Reach.REGISTERS);
    return registers ? Reach.REGISTERS : Reach.MEMORY;
  }

  @Override
  public long execute(Core core, long next) {
    return reach == Reach.REGISTERS ? executeAll(core, next) : executeUndisturbed(core, next);
  }

  private long executeAll(Core core, long next) {
    long at = next - length;
    try {
      for (Op op : ops) {
        at = op.execute(core, at + op.length);
      }
      return at;
    } catch (ProcessorException fault) {
      core.blockEndedEarly(0, offsetOf(count - 1));
      throw fault;
    }
  }

  private long executeUndisturbed(Core core, long next) {
    int calm = core.mmu.disturbances();
    int done = 0;
    long at = next - length;
    try {
      do {
        Op op = ops[done];
        at = op.execute(core, at + op.length);
        done++;
      } while (done < ops.length && core.mmu.disturbances() == calm);
    } catch (ProcessorException fault) {
      core.blockEndedEarly(count - 1 - done, offsetOf(done));
      throw fault;
    }
    if (done < count) {
      core.blockEndedEarly(count - done, 0);
    }
    return at;
  }

  private int offsetOf(int index) {
    int offset = 0;
    for (int i = 0; i < index; i++) {
      offset += ops[i].length;
    }
    return offset;
  }

  @Override
  Op head() {
    return ops[0];
  }
}
