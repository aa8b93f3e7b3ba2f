package org.emukernel.scenarios.monitor;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.HeldTranslation;
import org.emukernel.api.machine.StaleState;
import org.jspecify.annotations.Nullable;

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

  private final WatchedMachine machine;
  private final ViolationLog log;
  private final KernelFlushes flushes;
  private final List<Owed> owed = new ArrayList<>();

  /** One CPU's debts. */
  private static final class Owed {
    private int serializations;
    private boolean done;
    private @Nullable String sync;
    private @Nullable String flush;
    private final List<HeldTranslation> stale = new ArrayList<>();

    private boolean isNothing() {
      return sync == null && flush == null;
    }

    private void clear() {
      sync = null;
      flush = null;
      stale.clear();
    }
  }

  DeferredWork(int cpus, WatchedMachine machine, ViolationLog log, KernelFlushes flushes) {
    this.machine = machine;
    this.log = log;
    this.flushes = flushes;
    for (int cpu = 0; cpu < cpus; cpu++) {
      owed.add(new Owed());
    }
  }

  /** What will be said to be deferred next for a CPU has been done. */
  void doneAtOnce(int target) {
    owed.get(target).done = true;
  }

  void deferred(CpuPort sender, int target, String work) {
    Owed debts = owed.get(target);
    if (debts.done) {
      debts.done = false;
      return;
    }
    String what = String.format("CPU %d deferred %s", sender.cpu(), work);
    if (flushes.isUnderWay(sender.cpu())) {
      addFlush(debts, sender.cpu(), target, what);
    } else {
      debts.sync = what;
      debts.serializations = machine.stale().serializations(target);
    }
  }

  private void addFlush(Owed debts, int sender, int target, String what) {
    checkVisible(sender, target, what);
    List<HeldTranslation> stale =
        machine.stale().stale(target, flushes.start(sender), flushes.end(sender));
    if (!stale.isEmpty()) {
      debts.stale.removeIf(stale::contains);
      debts.stale.addAll(stale);
      debts.flush = what;
    }
  }

  /*
   * The target may enter the kernel now, catch up and walk to the old entry: an IPI would have drained the store buffer first, since
   * queueing its CSD is LOCKed.
   */
  private void checkVisible(int sender, int target, String what) {
    long unseen = machine.stale().changedUnseen(sender, flushes.start(sender), flushes.end(sender));
    if (unseen != StaleState.UNKNOWN) {
      String cause =
          String.format(
              "%s for CPU %d while the store that changed the page-table entry of 0x%x is in its store buffer",
              what, target, unseen);
      log.report(machine, SafetyMonitors.DEFERRED_BEFORE_VISIBLE, sender, unseen, cause);
    }
  }

  /**
   * A CPU has left its entry code.
   *
   * @param at the first instruction behind it
   */
  void entered(int cpu, long at) {
    Owed debts = owed.get(cpu);
    if (debts.isNothing()) {
      return;
    }
    String sync = debts.sync;
    if (sync != null && !hasSerialized(cpu, debts)) {
      report(cpu, at, at, sync, "it has not serialised since");
    }
    String flush = debts.flush;
    if (flush != null) {
      checkFlush(cpu, at, flush, debts.stale);
    }
    debts.clear();
  }

  private boolean hasSerialized(int cpu, Owed debts) {
    int now = machine.stale().serializations(cpu);
    return now == StaleState.UNKNOWN || now != debts.serializations;
  }

  private void checkFlush(int cpu, long at, String flush, List<HeldTranslation> stale) {
    for (HeldTranslation held : stale) {
      if (machine.stale().stillFinds(cpu, held)) {
        String left = String.format("it still holds the old translation of 0x%x", held.linear());
        report(cpu, at, held.linear(), flush, left);
        return;
      }
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
