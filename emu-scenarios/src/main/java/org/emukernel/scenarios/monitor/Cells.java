package org.emukernel.scenarios.monitor;

import org.emukernel.api.arena.Arena;

/**
 * A monitor's memory: slots of the machine's arena, so that an undo of the machine takes back what
 * the monitor has seen, too.
 *
 * @param arena where they are
 * @param first the first
 * @param each how many belong to one CPU
 */
record Cells(Arena arena, int first, int each) {

  long get(int cpu, int number) {
    return arena.get(first + cpu * each + number);
  }

  boolean isSet(int cpu, int number) {
    return get(cpu, number) != 0;
  }

  void set(int cpu, int number, long value) {
    arena.set(first + cpu * each + number, value);
  }

  void add(int cpu, int number, long delta) {
    set(cpu, number, get(cpu, number) + delta);
  }

  /** Sets all of a CPU's to 0. */
  void clear(int cpu) {
    arena.clear(first + cpu * each, first + (cpu + 1) * each);
  }
}
