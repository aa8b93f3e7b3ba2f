package org.emukernel.x86.exec;

import java.util.List;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.mem.Mmu;

/**
 * Instructions in a row that touch registers and memory only, run as one where nobody can look in
 * between. Only the last may branch. It ends early where one faults, or where an access to memory
 * did more than move data, since then the run loop must look before the next instruction.
 */
final class Block extends Op {

  /** How many instructions. */
  final int count;

  private final Op[] ops;
  private final Op first;
  private final int offsetOfLast;

  Block(List<Op> row) {
    super(row.stream().mapToInt(op -> op.length).sum(), reachOf(row));
    count = row.size();
    first = row.get(0);
    offsetOfLast = length - row.get(count - 1).length;
    ops = FusedOps.fuseLast(row).toArray(Op[]::new);
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
      core.blockEndedEarly(0, offsetOfLast);
      throw fault;
    }
  }

  private long executeUndisturbed(Core core, long next) {
    Op[] row = ops;
    Mmu mmu = core.mmu;
    int calm = mmu.disturbances();
    int done = 0;
    long at = next - length;
    try {
      do {
        Op op = row[done];
        at = op.execute(core, at + op.length);
        done++;
      } while (done < row.length && mmu.disturbances() == calm);
    } catch (ProcessorException fault) {
      faulted(core, done);
      throw fault;
    }
    if (done < row.length) {
      core.blockEndedEarly(count - done, 0);
    }
    return at;
  }

  private void faulted(Core core, int done) {
    if (done == ops.length - 1) {
      core.blockEndedEarly(0, offsetOfLast);
    } else {
      core.blockEndedEarly(count - 1 - done, offsetOf(done));
    }
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
    return first;
  }
}
