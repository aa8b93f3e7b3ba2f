package org.emukernel.x86.exec;

import java.util.List;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.mem.Mmu;
import org.jspecify.annotations.Nullable;

/**
 * Instructions in a row that touch registers and memory only, run as one where nobody can look in
 * between. Only the last may branch. It ends early where one faults, or where an access to memory
 * did more than move data, since then the run loop must look before the next instruction.
 *
 * <p>One that was run often enough gets {@link Rows} of its own; that changes nothing but how fast
 * it is.
 */
final class Block extends Op {

  /** How many instructions. */
  final int count;

  private final Op[] ops;
  private final Op first;
  private final int offsetOfLast;

  /* How many more times before it gets rows. */
  private int coldRuns;
  private Row @Nullable [] rows;

  /**
   * Makes a block.
   *
   * @param row its instructions, at least 2
   * @param coldRuns how often it is run before it is found worth code of its own
   */
  Block(List<Op> row, int coldRuns) {
    super(row.stream().mapToInt(op -> op.length).sum(), reachOf(row));
    count = row.size();
    first = row.get(0);
    offsetOfLast = length - row.get(count - 1).length;
    ops = FusedOps.fuseLast(row).toArray(Op[]::new);
    this.coldRuns = coldRuns;
  }

  private static Reach reachOf(List<Op> row) {
    boolean registers = row.stream().allMatch(op -> op.reach == Reach.REGISTERS);
    return registers ? Reach.REGISTERS : Reach.MEMORY;
  }

  @Override
  public long execute(Core core, long next) {
    Row[] own = rows;
    if (own == null && --coldRuns < 0) {
      own = Rows.of(ops);
      rows = own;
    }
    if (own != null) {
      return executeRows(own, core, next - length);
    }
    return reach == Reach.REGISTERS ? executeAll(core, next) : executeUndisturbed(core, next);
  }

  private long executeRows(Row[] own, Core core, long start) {
    Mmu mmu = core.mmu;
    int calm = mmu.disturbances();
    long at = start;
    try {
      for (Row row : own) {
        at = row.run(core, at);
        if (mmu.disturbances() != calm) {
          endedEarly(core, core.rowEnd());
          return at;
        }
      }
      return at;
    } catch (ProcessorException fault) {
      faulted(core, core.rowEnd());
      throw fault;
    }
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
    endedEarly(core, done);
    return at;
  }

  private void endedEarly(Core core, int done) {
    if (done < ops.length) {
      core.blockEndedEarly(count - done, 0);
    }
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
