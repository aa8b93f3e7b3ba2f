package org.emukernel.x86.exec;

import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.mem.Mmu;
import org.jspecify.annotations.Nullable;

/**
 * Up to eight ops with a call of its own for each. {@link Rows} loads this class anew for each row,
 * so that at each of the calls the just-in-time compiler sees one class of ops only, and puts the
 * op's code there.
 */
final class UnrolledRow extends Row {

  static final int MAX = 8;

  private final Op first;
  private final @Nullable Op second;
  private final @Nullable Op third;
  private final @Nullable Op fourth;
  private final @Nullable Op fifth;
  private final @Nullable Op sixth;
  private final @Nullable Op seventh;
  private final @Nullable Op eighth;
  private final int before;

  /**
   * Makes a row.
   *
   * @param ops 1 to {@link #MAX}
   * @param before how many ops of the block come before them
   */
  UnrolledRow(Op[] ops, int before) {
    first = ops[0];
    second = at(ops, 1);
    third = at(ops, 2);
    fourth = at(ops, 3);
    fifth = at(ops, 4);
    sixth = at(ops, 5);
    seventh = at(ops, 6);
    eighth = at(ops, 7);
    this.before = before;
  }

  private static @Nullable Op at(Op[] ops, int index) {
    return index < ops.length ? ops[index] : null;
  }

  @Override
  long run(Core core, long start) {
    Mmu mmu = core.mmu;
    int calm = mmu.disturbances();
    int done = 0;
    long at = start;
    try {
      at = first.execute(core, at + first.length);
      done = 1;
      if (mmu.disturbances() != calm) {
        return ended(core, done, at);
      }
      if (second == null) {
        return at;
      }
      at = second.execute(core, at + second.length);
      done = 2;
      if (mmu.disturbances() != calm) {
        return ended(core, done, at);
      }
      if (third == null) {
        return at;
      }
      at = third.execute(core, at + third.length);
      done = 3;
      if (mmu.disturbances() != calm) {
        return ended(core, done, at);
      }
      if (fourth == null) {
        return at;
      }
      at = fourth.execute(core, at + fourth.length);
      done = 4;
      if (mmu.disturbances() != calm) {
        return ended(core, done, at);
      }
      if (fifth == null) {
        return at;
      }
      at = fifth.execute(core, at + fifth.length);
      done = 5;
      if (mmu.disturbances() != calm) {
        return ended(core, done, at);
      }
      if (sixth == null) {
        return at;
      }
      at = sixth.execute(core, at + sixth.length);
      done = 6;
      if (mmu.disturbances() != calm) {
        return ended(core, done, at);
      }
      if (seventh == null) {
        return at;
      }
      at = seventh.execute(core, at + seventh.length);
      done = 7;
      if (mmu.disturbances() != calm) {
        return ended(core, done, at);
      }
      if (eighth == null) {
        return at;
      }
      at = eighth.execute(core, at + eighth.length);
      done = 8;
      if (mmu.disturbances() != calm) {
        return ended(core, done, at);
      }
      return at;
    } catch (ProcessorException fault) {
      core.rowEnded(before + done);
      throw fault;
    }
  }

  private long ended(Core core, int done, long at) {
    core.rowEnded(before + done);
    return at;
  }
}
