package org.emukernel.scenarios.monitor;

/**
 * Looks whether a CPU still gets on: one that takes exception after exception in the kernel and
 * never returns from any, that faults at one instruction again and again, or that has shut down, is
 * lost. Its place is that of the first fault.
 */
final class Progress {

  /**
   * Exceptions in a row. Linux nests some five: an interrupt, an NMI, a #DB or #MC, an INT3 in
   * that.
   */
  private static final int LIMIT = 64;

  /* The exceptions that a CPU has not returned from, and the first fault of them or before them. */
  private static final int DEPTH = 0;
  private static final int OUTERMOST = 1;
  private static final int OUTERMOST_AT = 2;
  private static final int HAS_FAULT = 3;
  private static final int REPEATED = 4;
  private static final int FAULT = 5;
  private static final int FAULT_AT = 6;
  private static final int FAULT_ADDRESS = 7;

  static final int CELLS = 8;

  private final Cells cells;
  private final WatchedMachine machine;
  private final ViolationLog log;

  Progress(Cells cells, WatchedMachine machine, ViolationLog log) {
    this.cells = cells;
    this.machine = machine;
    this.log = log;
  }

  void interrupted(int cpu, int vector, long at) {
    if (cells.get(cpu, DEPTH) == 0) {
      cells.set(cpu, OUTERMOST, vector);
      cells.set(cpu, OUTERMOST_AT, at);
    }
    cells.add(cpu, DEPTH, 1);
    if (machine.watch().isFault(vector)) {
      faulted(cpu, vector, at);
    }
    if (cells.get(cpu, DEPTH) == LIMIT) {
      lost(cpu, "took " + LIMIT + " exceptions in the kernel without a return from any");
    }
    if (cells.get(cpu, REPEATED) == LIMIT) {
      lost(cpu, "raised the same fault " + LIMIT + " times in a row");
    }
  }

  private void faulted(int cpu, int vector, long at) {
    if (!cells.isSet(cpu, HAS_FAULT)) {
      long address = machine.watch().faultAddress(cpu);
      boolean isSame = cells.get(cpu, FAULT_AT) == at && cells.get(cpu, FAULT_ADDRESS) == address;
      cells.set(cpu, REPEATED, isSame ? cells.get(cpu, REPEATED) + 1 : 1);
      cells.set(cpu, HAS_FAULT, 1);
      cells.set(cpu, FAULT_AT, at);
      cells.set(cpu, FAULT_ADDRESS, address);
      cells.set(cpu, FAULT, vector);
    }
  }

  /**
   * A CPU executes an IRET in the kernel.
   *
   * @return whether it returns from an exception: sync_core() makes one, too
   */
  boolean resumed(int cpu) {
    long depth = cells.get(cpu, DEPTH);
    if (depth == 0) {
      return false;
    }
    cells.set(cpu, DEPTH, depth - 1);
    if (depth == 1) {
      cells.set(cpu, OUTERMOST, 0);
      cells.set(cpu, OUTERMOST_AT, 0);
      cells.set(cpu, HAS_FAULT, 0);
    }
    return true;
  }

  void crossed(int cpu) {
    if (cells.isSet(cpu, DEPTH) || cells.isSet(cpu, REPEATED)) {
      cells.clear(cpu);
    }
  }

  void shutDown(int cpu) {
    lost(cpu, "shut down: a fault in the delivery of a double fault");
  }

  private void lost(int cpu, String what) {
    String place =
        cells.isSet(cpu, HAS_FAULT)
            ? machine.watch().placeAt(cells.get(cpu, FAULT_AT))
            : machine.place(cpu);
    String cause = String.format("CPU %d %s%s", cpu, what, origin(cpu));
    log.report(machine, SafetyMonitors.LOST_CPU, cpu, cells.get(cpu, FAULT_ADDRESS), place, cause);
    throw new LostCpuException(cpu);
  }

  private String origin(int cpu) {
    if (!cells.isSet(cpu, HAS_FAULT)) {
      return "";
    }
    return String.format(
        "; the first fault was %s on 0x%x, the outermost exception %s at %s",
        machine.watch().vectorName((int) cells.get(cpu, FAULT)),
        cells.get(cpu, FAULT_ADDRESS),
        machine.watch().vectorName((int) cells.get(cpu, OUTERMOST)),
        machine.symbolize(cells.get(cpu, OUTERMOST_AT)));
  }
}
