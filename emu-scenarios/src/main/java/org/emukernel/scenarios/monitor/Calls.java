package org.emukernel.scenarios.monitor;

import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.StaleState;
import org.emukernel.api.machine.StaleState.Mark;
import org.emukernel.mm.smp.CallSingleData;

/**
 * Follows each call of another CPU's from its queueing to its acknowledgement. The sender must not
 * go on before the target has run the function, and the target must not run it unasked. Of a kernel
 * flush it looks whether the target that acknowledges it has flushed: of the stale translations of
 * the range that it held when the function began, none may be left when the CSD is unlocked. A CSD
 * that is unlocked before its function began counts with what the CPU holds then.
 */
final class Calls {

  /* What becomes of a call, and whether it is a kernel flush: bits of each pair of CPUs. */
  private static final int QUEUED = 1;
  private static final int BEGUN = 2;
  private static final int FLUSH = 4;
  private static final int BITS = 4;
  private static final int PAIRS = Long.SIZE / BITS;

  private final int cpus;
  private final Cells cells;
  private final WatchedMachine machine;
  private final ViolationLog log;
  private final KernelFlushes flushes;

  Calls(int cpus, Cells cells, WatchedMachine machine, ViolationLog log, KernelFlushes flushes) {
    this.cpus = cpus;
    this.cells = cells;
    this.machine = machine;
    this.log = log;
    this.flushes = flushes;
  }

  /** {@return cells for each target} */
  static int cells(int cpus) {
    return (cpus + PAIRS - 1) / PAIRS;
  }

  private int state(int sender, int target) {
    return (int) (cells.get(target, sender / PAIRS) >>> shift(sender)) & (1 << BITS) - 1;
  }

  private void setState(int sender, int target, int state) {
    long others = cells.get(target, sender / PAIRS) & ~((1L << BITS) - 1 << shift(sender));
    cells.set(target, sender / PAIRS, others | (long) state << shift(sender));
  }

  private static int shift(int sender) {
    return sender % PAIRS * BITS;
  }

  /** {@return whether a call was queued that the target has not finished} */
  boolean isUnderWay(int sender, int target) {
    return state(sender, target) != 0;
  }

  void queued(CpuPort sender, int target) {
    int cpu = sender.cpu();
    setState(cpu, target, flushes.isUnderWay(cpu) ? QUEUED | FLUSH : QUEUED);
  }

  void began(CpuPort cpu, long csd) {
    int sender = CallSingleData.sender(cpu, csd);
    if (sender < 0) {
      return;
    }
    int target = cpu.cpu();
    int state = state(sender, target);
    if ((state & QUEUED) == 0) {
      String cause = "CPU " + target + " runs a call of CPU " + sender + " that is not queued";
      log.report(machine, SafetyMonitors.DOUBLED_CALL, target, 0, cause);
    }
    setState(sender, target, state & FLUSH | BEGUN);
    if (isFlush(sender, state)) {
      markStale(sender, target);
    }
  }

  private boolean isFlush(int sender, int state) {
    return (state & FLUSH) != 0 && flushes.isUnderWay(sender);
  }

  private void markStale(int sender, int target) {
    machine.stale().markStale(target, flushes.start(sender), flushes.end(sender), Mark.IN_FLUSH);
  }

  void acknowledged(CpuPort cpu, long csd) {
    int sender = CallSingleData.sender(cpu, csd);
    if (sender < 0) {
      return;
    }
    int target = cpu.cpu();
    int state = state(sender, target);
    if (isFlush(sender, state)) {
      checkFlush(sender, target, state);
    }
    setState(sender, target, state & QUEUED);
  }

  private void checkFlush(int sender, int target, int state) {
    boolean hasBegun = (state & BEGUN) != 0;
    if (!hasBegun) {
      markStale(sender, target);
    }
    long left = machine.stale().firstMarked(target, Mark.IN_FLUSH);
    machine.stale().unmark(target, Mark.IN_FLUSH);
    if (left != StaleState.UNKNOWN) {
      String cause =
          String.format(
              "CPU %d acknowledged CPU %d's flush of 0x%x-0x%x%s and still holds its old translation of 0x%x",
              target,
              sender,
              flushes.start(sender),
              flushes.end(sender),
              hasBegun ? "" : " before its handler ran",
              left);
      log.report(machine, SafetyMonitors.ACKNOWLEDGED_NOT_FLUSHED, target, left, cause);
    }
  }

  /** A sender thinks that a target has run its call. */
  void waitEnded(CpuPort sender, int target) {
    int cpu = sender.cpu();
    if (state(cpu, target) != 0) {
      String cause =
          String.format(
              "CPU %d goes on, and CPU %d has not %s its call",
              cpu, target, (state(cpu, target) & QUEUED) != 0 ? "run" : "finished");
      log.report(machine, SafetyMonitors.LOST_CALL, cpu, 0, cause);
    }
  }

  /** A sender thinks that every target has run its call. */
  void returned(CpuPort sender) {
    for (int target = 0; target < cpus; target++) {
      waitEnded(sender, target);
    }
  }
}
