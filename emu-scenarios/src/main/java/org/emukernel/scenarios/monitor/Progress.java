package org.emukernel.scenarios.monitor;

import java.util.ArrayList;
import java.util.List;

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

  private final WatchedMachine machine;
  private final ViolationLog log;
  private final List<Chain> chains = new ArrayList<>();

  /** The exceptions that a CPU has not returned from. */
  private static final class Chain {
    private int depth;
    private int repeated;
    private int outermost;
    private long outermostAt;
    private boolean hasFault;
    private int fault;
    private long faultAt;
    private long faultAddress;

    private void returned() {
      depth = Math.max(0, depth - 1);
      hasFault &= depth > 0;
    }

    private void leave() {
      depth = 0;
      hasFault = false;
      repeated = 0;
    }
  }

  Progress(int cpus, WatchedMachine machine, ViolationLog log) {
    this.machine = machine;
    this.log = log;
    for (int cpu = 0; cpu < cpus; cpu++) {
      chains.add(new Chain());
    }
  }

  void interrupted(int cpu, int vector, long at) {
    Chain chain = chains.get(cpu);
    if (chain.depth++ == 0) {
      chain.outermost = vector;
      chain.outermostAt = at;
    }
    if (machine.watch().isFault(vector)) {
      faulted(chain, cpu, vector, at);
    }
    if (chain.depth == LIMIT) {
      lost(chain, cpu, "took " + LIMIT + " exceptions in the kernel without a return from any");
    }
    if (chain.repeated == LIMIT) {
      lost(chain, cpu, "raised the same fault " + LIMIT + " times in a row");
    }
  }

  private void faulted(Chain chain, int cpu, int vector, long at) {
    long address = machine.watch().faultAddress(cpu);
    boolean isSame = chain.faultAt == at && chain.faultAddress == address;
    if (!chain.hasFault) {
      chain.repeated = isSame ? chain.repeated + 1 : 1;
      chain.hasFault = true;
      chain.faultAt = at;
      chain.faultAddress = address;
      chain.fault = vector;
    }
  }

  void resumed(int cpu) {
    chains.get(cpu).returned();
  }

  void crossed(int cpu) {
    chains.get(cpu).leave();
  }

  void shutDown(int cpu) {
    lost(chains.get(cpu), cpu, "shut down: a fault in the delivery of a double fault");
  }

  private void lost(Chain chain, int cpu, String what) {
    String place = chain.hasFault ? machine.watch().placeAt(chain.faultAt) : machine.place(cpu);
    String cause = String.format("CPU %d %s%s", cpu, what, origin(chain));
    log.report(machine, SafetyMonitors.LOST_CPU, cpu, chain.faultAddress, place, cause);
    throw new LostCpuException(cpu);
  }

  private String origin(Chain chain) {
    if (!chain.hasFault) {
      return "";
    }
    return String.format(
        "; the first fault was %s on 0x%x, the outermost exception %s at %s",
        machine.watch().vectorName(chain.fault),
        chain.faultAddress,
        machine.watch().vectorName(chain.outermost),
        machine.symbolize(chain.outermostAt));
  }
}
