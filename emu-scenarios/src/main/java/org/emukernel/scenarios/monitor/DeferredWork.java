package org.emukernel.scenarios.monitor;

import java.util.function.IntConsumer;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.StaleState;
import org.emukernel.api.machine.StaleState.Mark;

/**
 * What each CPU owes: work that a sender let it put off. It must be done by the time at which the
 * CPU, back from user mode, the idle loop or a guest, runs the first instruction that may be
 * instrumented: all that runs before is entry or noinstr code, the danger zone, and every published
 * version of the deferral catches up there.
 *
 * <p>A sync is done if the CPU has serialised since. A flush is done if it holds none of the stale
 * translations of the range any more that it held when it was let go.
 */
final class DeferredWork {

  /* What a CPU owes. */
  private static final int SYNC = 1;
  private static final int FLUSH = 2;

  private static final int OWED = 0;
  private static final int DONE_AT_ONCE = 1;

  static final int CELLS = 2;

  /* Who put it off, and what function. */
  private static final int SYNC_BY = 0;
  private static final int SYNC_FUNCTION = 1;
  private static final int FLUSH_BY = 2;
  private static final int FLUSH_FUNCTION = 3;

  static final int BY_CELLS = 4;

  private final Cells debts;
  private final Cells by;
  private final WatchedMachine machine;
  private final ViolationLog log;
  private final KernelFlushes flushes;
  private IntConsumer onLook = cpu -> {};

  /**
   * Watches debts.
   *
   * @param by only what a report says, no part of the state
   */
  DeferredWork(
      Cells debts, Cells by, WatchedMachine machine, ViolationLog log, KernelFlushes flushes) {
    this.debts = debts;
    this.by = by;
    this.machine = machine;
    this.log = log;
    this.flushes = flushes;
  }

  /** What will be said to be deferred next for a CPU has been done. */
  void doneAtOnce(int target) {
    debts.set(target, DONE_AT_ONCE, 1);
  }

  void deferred(CpuPort sender, int target, long function) {
    if (debts.isSet(target, DONE_AT_ONCE)) {
      debts.set(target, DONE_AT_ONCE, 0);
      return;
    }
    if (flushes.isUnderWay(sender.cpu())) {
      addFlush(sender, target, function);
    } else {
      machine.stale().awaitSerialization(target);
      debts.set(target, OWED, debts.get(target, OWED) | SYNC);
      by.set(target, SYNC_BY, sender.cpu());
      by.set(target, SYNC_FUNCTION, function);
    }
  }

  private void addFlush(CpuPort sender, int target, long function) {
    checkVisible(sender.cpu(), target, sender.functionName(function));
    long start = flushes.start(sender.cpu());
    if (machine.stale().markStale(target, start, flushes.end(sender.cpu()), Mark.OWED)) {
      debts.set(target, OWED, debts.get(target, OWED) | FLUSH);
      by.set(target, FLUSH_BY, sender.cpu());
      by.set(target, FLUSH_FUNCTION, function);
    }
  }

  /*
   * The target may enter the kernel now, catch up and walk to the old entry: an IPI would have drained the store buffer first, since
   * queueing its CSD is LOCKed.
   */
  private void checkVisible(int sender, int target, String work) {
    long unseen = machine.stale().changedUnseen(sender, flushes.start(sender), flushes.end(sender));
    if (unseen != StaleState.UNKNOWN) {
      String cause =
          String.format(
              "CPU %d deferred %s for CPU %d while the store that changed the page-table entry of 0x%x is in its store buffer",
              sender, work, target, unseen);
      log.report(machine, SafetyMonitors.DEFERRED_BEFORE_VISIBLE, sender, unseen, cause);
    }
  }

  void onLook(IntConsumer listener) {
    onLook = listener;
  }

  /**
   * A CPU has left its entry code.
   *
   * @param at the first instruction behind it
   */
  void entered(int cpu, long at) {
    onLook.accept(cpu);
    long owed = debts.get(cpu, OWED);
    if (owed == 0) {
      return;
    }
    if ((owed & SYNC) != 0 && machine.stale().takeAwaitedSerialization(cpu)) {
      report(cpu, at, at, what(cpu, SYNC_BY, SYNC_FUNCTION), "it has not serialised since");
    }
    if ((owed & FLUSH) != 0) {
      checkFlush(cpu, at);
    }
    debts.set(cpu, OWED, 0);
  }

  /** Forgets a flush that a CPU owes and has made: it is the same as if it owed none. */
  void forgetPaid(int cpu) {
    long owed = debts.get(cpu, OWED);
    if ((owed & FLUSH) != 0 && machine.stale().firstMarked(cpu, Mark.OWED) == StaleState.UNKNOWN) {
      debts.set(cpu, OWED, owed & ~FLUSH);
    }
  }

  private String what(int cpu, int who, int function) {
    String place = machine.symbolize(by.get(cpu, function));
    String name = place.endsWith("+0x0") ? place.substring(0, place.length() - 4) : place;
    return String.format("CPU %d deferred %s", by.get(cpu, who), name);
  }

  private void checkFlush(int cpu, long at) {
    long left = machine.stale().firstMarked(cpu, Mark.OWED);
    machine.stale().unmark(cpu, Mark.OWED);
    if (left != StaleState.UNKNOWN) {
      String what = what(cpu, FLUSH_BY, FLUSH_FUNCTION);
      report(
          cpu, at, left, what, String.format("it still holds the old translation of 0x%x", left));
    }
  }

  private void report(int cpu, long at, long address, String work, String left) {
    String cause =
        String.format(
            "%s for CPU %d, which has entered the kernel and left its entry code: %s",
            work, cpu, left);
    log.report(
        machine,
        SafetyMonitors.DEFERRED_AND_SKIPPED,
        cpu,
        address,
        machine.watch().placeAt(at),
        cause);
  }
}
