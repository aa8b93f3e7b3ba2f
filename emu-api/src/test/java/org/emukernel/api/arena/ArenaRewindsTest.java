package org.emukernel.api.arena;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArenaRewindsTest {

  @Test
  void rewinds_undoAndRestore_areCountedAndWritesAreNot() {
    ArenaBuilder builder = Arena.builder().memoryBytes(4096);
    int slot = builder.slot("a.slot");
    Arena arena = builder.build();
    Snapshot snapshot = arena.snapshot();
    arena.openJournal();
    int mark = arena.mark();
    arena.set(slot, 1);
    arena.memory().writeByte(0, 1);
    assertThat(arena.rewinds()).isZero();
    arena.undoTo(mark);
    assertThat(arena.rewinds()).isEqualTo(1);
    arena.closeJournal();
    arena.restore(snapshot);
    assertThat(arena.rewinds()).isEqualTo(2);
  }
}
