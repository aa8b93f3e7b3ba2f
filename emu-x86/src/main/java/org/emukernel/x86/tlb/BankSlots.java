package org.emukernel.x86.tlb;

import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;

/** Where a {@link Bank} lies in the arena. */
record BankSlots(
    int sets, int ways, int tags, int data, int pointers, int occupied, SlotKind kind) {

  static BankSlots reserve(ArenaBuilder arena, String name, int sets, int ways, SlotKind kind) {
    int entries = Math.multiplyExact(sets, ways);
    return new BankSlots(
        sets,
        ways,
        arena.slots(name + ".tag", entries, kind),
        arena.slots(name + ".data", entries, kind),
        arena.slots(name + ".next", sets, kind),
        arena.slots(name + ".occupied", OccupiedWays.SLOTS * sets, SlotKind.OBSERVER),
        kind);
  }
}
