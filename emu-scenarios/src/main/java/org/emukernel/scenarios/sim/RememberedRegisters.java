package org.emukernel.scenarios.sim;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.machine.EmulatedCpu;

/** The registers that a CPU had, to find out whether it has them again. */
final class RememberedRegisters {

  private final Arena arena;
  private long[] registers = {};

  RememberedRegisters(Arena arena) {
    this.arena = arena;
  }

  void remember(EmulatedCpu cpu) {
    int count = cpu.registerSlots();
    if (registers.length != count) {
      registers = new long[count];
    }
    int first = cpu.firstRegisterSlot();
    for (int i = 0; i < count; i++) {
      registers[i] = arena.get(first + i);
    }
  }

  boolean isAsBefore(EmulatedCpu cpu) {
    int first = cpu.firstRegisterSlot();
    for (int i = 0; i < registers.length; i++) {
      if (arena.get(first + i) != registers[i]) {
        return false;
      }
    }
    return true;
  }
}
