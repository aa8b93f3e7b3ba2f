package org.emukernel.scenarios.monitor;

import org.emukernel.api.arena.Arena;

/**
 * A monitor's memory: slots of the machine's arena, so that an undo of the machine takes back what
 * the monitor has seen, too.
 *
 * @param arena where they are
 * @param first the first
 * @param each how many belong to one CPU
 * @param watch hears of each before it is looked at or changed
 */
record Cells(Arena arena, int first, int each, CellWatch watch) {

  long get(int cpu, int number) {
    return arena.get(touching(cpu, number));
  }

  boolean isSet(int cpu, int number) {
    return get(cpu, number) != 0;
  }

  void set(int cpu, int number, long value) {
    arena.set(touching(cpu, number), value);
  }

  private int touching(int cpu, int number) {
    int slot = first + cpu * each + number;
    watch.touching(slot);
    return slot;
  }

  void add(int cpu, int number, long delta) {
    set(cpu, number, get(cpu, number) + delta);
  }

  /** Sets all of a CPU's to 0. */
  void clear(int cpu) {
    for (int number = 0; number < each; number++) {
      set(cpu, number, 0);
    }
  }
}
