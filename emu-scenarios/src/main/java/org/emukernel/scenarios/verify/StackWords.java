package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.PhysicalMemory;

/**
 * What one CPU has ever stored on its kernel stacks. In user mode nothing there is alive: it is set
 * to zero, so that two ways into the same state end in the same state.
 */
final class StackWords {

  /** A run of physical memory. */
  record Stack(long physical, long bytes) {

    boolean contains(long address) {
      return address >= physical && address < physical + bytes;
    }
  }

  private final PhysicalMemory memory;
  private final List<Stack> stacks;
  private final java.util.Set<Long> seen = new java.util.HashSet<>();
  private final List<Long> words = new ArrayList<>();

  StackWords(PhysicalMemory memory, List<Stack> stacks) {
    this.memory = memory;
    this.stacks = List.copyOf(stacks);
  }

  void stored(long physical) {
    for (Stack stack : stacks) {
      if (stack.contains(physical) && seen.add(physical >>> 3)) {
        words.add(physical & -8);
      }
    }
  }

  void clear() {
    for (int i = 0; i < words.size(); i++) {
      long word = words.get(i);
      if (memory.readLong(word) != 0) {
        memory.writeLong(word, 0);
      }
    }
  }
}
