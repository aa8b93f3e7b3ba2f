package org.emukernel.scenarios.verify;

import java.util.List;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.x86.cpu.Cpu;

/**
 * Brings a machine into the state that a search begins with: the CPUs make the calls of the model's
 * setup one after the other, and the others answer what they are sent at once.
 */
final class FirstState {

  private static final int MAX_STEPS = 1_000_000;

  private final EmulatedMachine machine;
  private final List<ExploredCpu> cpus;
  private final UserPrograms programs;
  private final InFlight inFlight;

  FirstState(
      EmulatedMachine machine, List<ExploredCpu> cpus, UserPrograms programs, InFlight inFlight) {
    this.machine = machine;
    this.cpus = List.copyOf(cpus);
    this.programs = programs;
    this.inFlight = inFlight;
  }

  /** Makes all calls. */
  void reach(VerifyModel model) {
    for (int cpu = 0; cpu < cpus.size(); cpu++) {
      for (SystemCall call : model.setup(cpu)) {
        make(cpu, call);
      }
    }
  }

  private void make(int caller, SystemCall call) {
    programs.begin(caller, call);
    for (int steps = 0; !programs.isAtRest(caller); steps++) {
      if (steps == MAX_STEPS) {
        throw new IllegalStateException("the setup does not end: " + machine.place(caller));
      }
      if (machine.monitors().violationCount() != 0) {
        return;
      }
      cpus.get(caller).step();
      cpus.get(caller).processor().mmu().drainAll();
      for (int cpu = 0; cpu < cpus.size(); cpu++) {
        if (cpu != caller) {
          answer(cpu);
        }
      }
    }
  }

  private void answer(int cpu) {
    for (int kind = 0; kind < InFlight.kinds(); kind++) {
      while (inFlight.count(cpu, kind) != 0) {
        take(cpu, kind);
      }
    }
  }

  private void take(int number, int kind) {
    Cpu cpu = cpus.get(number).processor();
    inFlight.land(number, kind);
    cpu.apic().accept(InFlight.vector(kind));
    cpus.get(number).step();
    for (int steps = 0; !programs.isAtRest(number) && steps < MAX_STEPS; steps++) {
      cpu.step();
    }
    cpu.mmu().drainAll();
  }
}
