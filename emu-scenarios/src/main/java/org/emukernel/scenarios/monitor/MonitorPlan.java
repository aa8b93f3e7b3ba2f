package org.emukernel.scenarios.monitor;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;

/** Slots reserved for the memory of a machine's monitors. */
public final class MonitorPlan {

  private final int cpus;
  private final Run flushes;
  private final Run spaces;
  private final Run calls;
  private final Run debts;
  private final Run debtors;
  private final Run crossings;
  private final Run exceptions;
  private final Run waits;
  private final Run waitTimes;

  /** Some slots for each CPU. */
  private record Run(int first, int each) {

    static Run reserve(ArenaBuilder slots, String name, int cpus, int each, SlotKind kind) {
      return new Run(slots.slots("monitor." + name, cpus * each, kind), each);
    }

    Cells in(Arena arena, CellWatch watch) {
      return new Cells(arena, first, each, watch);
    }
  }

  /** Reserves the slots for a machine with so many CPUs. */
  public MonitorPlan(ArenaBuilder slots, int cpus) {
    this.cpus = cpus;
    flushes = Run.reserve(slots, "flush", cpus, KernelFlushes.CELLS, SlotKind.STATE);
    spaces = Run.reserve(slots, "address-space", cpus, LoadedSpaces.CELLS, SlotKind.STATE);
    calls = Run.reserve(slots, "calls", cpus, Calls.cells(cpus), SlotKind.STATE);
    debts = Run.reserve(slots, "deferred", cpus, DeferredWork.CELLS, SlotKind.STATE);
    debtors = Run.reserve(slots, "deferred-by", cpus, DeferredWork.BY_CELLS, SlotKind.OBSERVER);
    crossings = Run.reserve(slots, "code", cpus, CodeMonitor.CELLS, SlotKind.STATE);
    exceptions = Run.reserve(slots, "exceptions", cpus, Progress.CELLS, SlotKind.STATE);
    waits = Run.reserve(slots, "wait", cpus, Waits.CELLS, SlotKind.STATE);
    waitTimes = Run.reserve(slots, "wait-since", cpus, Waits.TIME_CELLS, SlotKind.OBSERVER);
  }

  /**
   * Makes the monitors.
   *
   * @param arena built from the builder that the slots were reserved in
   * @param machine what they watch; may still be under construction
   */
  public SafetyMonitors create(Arena arena, WatchedMachine machine) {
    CellWatch watch = new CellWatch();
    ViolationLog log = new ViolationLog(new History());
    KernelFlushes underWay = new KernelFlushes(flushes.in(arena, watch));
    DeferredWork deferred =
        new DeferredWork(debts.in(arena, watch), debtors.in(arena, watch), machine, log, underWay);
    return new SafetyMonitors(
        machine,
        log,
        watch,
        new LoadedSpaces(cpus, spaces.in(arena, watch)),
        underWay,
        new Calls(cpus, calls.in(arena, watch), machine, log, underWay),
        deferred,
        new CodeMonitor(crossings.in(arena, watch), machine, log, deferred),
        new Progress(exceptions.in(arena, watch), machine, log),
        new Waits(waits.in(arena, watch), waitTimes.in(arena, watch), machine, log));
  }
}
