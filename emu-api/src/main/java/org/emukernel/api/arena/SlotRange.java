package org.emukernel.api.arena;

/**
 * A named run of slots.
 *
 * @param name the name that dumps and diffs print
 * @param first number of the first slot
 * @param count how many slots
 */
record SlotRange(String name, int first, int count) {

  String nameOf(int slot) {
    return count == 1 ? name : name + "[" + (slot - first) + "]";
  }
}
