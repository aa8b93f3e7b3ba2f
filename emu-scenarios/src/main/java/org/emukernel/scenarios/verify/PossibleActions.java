package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.Optional;

/**
 * What may happen next: each CPU may go on or begin a call, take what comes to it, and its hardware
 * may do things of its own accord.
 */
final class PossibleActions {

  private final List<ExploredCpu> cpus;
  private final UserPrograms programs;
  private final Arrivals arrivals;
  private final HardwareActions hardware;
  private Optional<NmiTrial> nmis = Optional.empty();

  PossibleActions(
      List<ExploredCpu> cpus, UserPrograms programs, Arrivals arrivals, HardwareActions hardware) {
    this.cpus = List.copyOf(cpus);
    this.programs = programs;
    this.arrivals = arrivals;
    this.hardware = hardware;
  }

  /**
   * From now on no NMI comes that would leave nothing behind: whatever may happen after it may
   * happen without it, too.
   */
  void leaveOutUnnoticedNmis(NmiTrial trial) {
    nmis = Optional.of(trial);
  }

  /** A search begins. */
  void beginSearch() {
    nmis.ifPresent(NmiTrial::beginSearch);
  }

  /** Adds all of it. */
  void add(ActionList into) {
    for (int cpu = 0; cpu < cpus.size(); cpu++) {
      if (programs.isAtRest(cpu)) {
        programs.add(cpu, into);
      } else if (cpus.get(cpu).processor().canStep()) {
        into.add(Action.of(Action.Kind.STEP, cpu, 0));
      }
      addArrivals(cpu, into);
      hardware.add(cpu, into);
    }
  }

  /** Adds what can come to a CPU now. */
  void addArrivals(int cpu, ActionList into) {
    arrivals.addInterrupts(cpu, into);
    if (arrivals.isOpenToNmi(cpu) && !nmiLeavesNothing(cpu)) {
      into.add(Action.of(Action.Kind.NMI, cpu, 0));
    }
    if (arrivals.isOpenToMachineCheck(cpu)) {
      into.add(Action.of(Action.Kind.MACHINE_CHECK, cpu, 0));
    }
  }

  /**
   * {@return whether it would come to the same if none of these came to a CPU now}
   *
   * @param interruptions a bit for each {@link Interruption}
   */
  boolean leaveNothing(int cpu, long interruptions) {
    return interruptions == Interruption.NMI.bit() && nmiLeavesNothing(cpu);
  }

  private boolean nmiLeavesNothing(int cpu) {
    return nmis.isPresent() && nmis.get().leavesNothing(cpu);
  }
}
