package org.emukernel.api.arena;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lays out an {@link Arena}: components ask for named slots, then {@link #build} makes the arena. A
 * component keeps the slot numbers that it was given as its only handle on its state.
 */
public final class ArenaBuilder {

  private final List<SlotRange> ranges = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final BitSet observers = new BitSet();
  private int slots;
  private long memoryBytes = 64L << 20;

  /**
   * Sets the size of physical memory.
   *
   * @param bytes a positive multiple of 4096
   * @return this
   */
  public ArenaBuilder memoryBytes(long bytes) {
    if (bytes <= 0 || bytes % PhysicalMemory.PAGE_BYTES != 0) {
      throw new IllegalArgumentException(
          "memory of " + bytes + " bytes is not a positive multiple of 4096");
    }
    memoryBytes = bytes;
    return this;
  }

  /**
   * Reserves one slot of the machine's state.
   *
   * @param name a unique name in the form {@code component.slot}, such as {@code cpu0.rax}
   * @return its number
   */
  public int slot(String name) {
    return reserve(name, 1, SlotKind.STATE);
  }

  /**
   * Reserves a run of slots; slot {@code i} of it is dumped as {@code name[i]}.
   *
   * @return the number of the first
   */
  public int slots(String name, int count, SlotKind kind) {
    return reserve(name, count, kind);
  }

  /**
   * Reserves one slot that watches the machine: a clock or a counter, no part of the hash.
   *
   * @return its number
   */
  public int observer(String name) {
    return reserve(name, 1, SlotKind.OBSERVER);
  }

  private int reserve(String name, int count, SlotKind kind) {
    if (count < 1) {
      throw new IllegalArgumentException(name + ": " + count + " slots; at least 1 is needed");
    }
    if (!names.add(name)) {
      throw new IllegalArgumentException("slot name " + name + " is taken");
    }
    int first = slots;
    ranges.add(new SlotRange(name, first, count));
    if (kind == SlotKind.OBSERVER) {
      observers.set(first, first + count);
    }
    slots = Math.addExact(slots, count);
    return first;
  }

  /** {@return the arena, all slots and all memory zero} */
  public Arena build() {
    boolean[] observer = new boolean[slots];
    observers.stream().forEach(i -> observer[i] = true);
    return new Arena(List.copyOf(ranges), observer, memoryBytes);
  }
}
