package org.emukernel.api.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ArenaRewindsTest {

  @Test
  void onRewind_undoAndRestore_areToldAndWritesAreNot() {
    ArenaBuilder builder = Arena.builder().memoryBytes(4096);
    int slot = builder.slot("a.slot");
    Arena arena = builder.build();
    AtomicInteger rewinds = new AtomicInteger();
    arena.onRewind(rewinds::incrementAndGet);
    Snapshot snapshot = arena.snapshot();
    arena.openJournal();
    int mark = arena.mark();
    arena.set(slot, 1);
    arena.memory().writeByte(0, 1);
    assertThat(rewinds).hasValue(0);
    arena.undoTo(mark);
    assertThat(rewinds).hasValue(1);
    arena.closeJournal();
    arena.restore(snapshot);
    assertThat(rewinds).hasValue(2);
  }
}
