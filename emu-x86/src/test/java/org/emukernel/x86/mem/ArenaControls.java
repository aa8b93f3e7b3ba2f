package org.emukernel.x86.mem;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.x86.paging.TranslationControls;

/** The control registers of one CPU in arena slots, as a register file would hold them. */
final class ArenaControls implements TranslationControls {

  private final Arena arena;
  private final int first;

  private ArenaControls(Arena arena, int first) {
    this.arena = arena;
    this.first = first;
  }

  static int reserve(ArenaBuilder builder, int cpu) {
    return builder.slots("cpu" + cpu + ".controls", 6, SlotKind.STATE);
  }

  static ArenaControls on(Arena arena, int first) {
    return new ArenaControls(arena, first);
  }

  void setCr0(long value) {
    arena.set(first, value);
  }

  void setCr3(long value) {
    arena.set(first + 1, value);
  }

  void setCr4(long value) {
    arena.set(first + 2, value);
  }

  void setEfer(long value) {
    arena.set(first + 3, value);
  }

  void setCpl(int value) {
    arena.set(first + 4, value);
  }

  void setAc(int value) {
    arena.set(first + 5, value);
  }

  @Override
  public long cr0() {
    return arena.get(first);
  }

  @Override
  public long cr3() {
    return arena.get(first + 1);
  }

  @Override
  public long cr4() {
    return arena.get(first + 2);
  }

  @Override
  public long efer() {
    return arena.get(first + 3);
  }

  @Override
  public int cpl() {
    return (int) arena.get(first + 4);
  }

  @Override
  public boolean ac() {
    return arena.get(first + 5) != 0;
  }
}
