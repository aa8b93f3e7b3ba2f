package org.emukernel.mm.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.junit.jupiter.api.Test;

class PageRunsTest {

  private static final int UNITS = 512;

  @Test
  void allFree_afterEverythingIsFreedAgain_isTrueAndStateIsZero() {
    ArenaBuilder builder = Arena.builder().memoryBytes(4096);
    PageRuns.Slots slots = PageRuns.Slots.reserve(builder, "runs", UNITS);
    Arena arena = builder.build();
    PageRuns runs = new PageRuns(arena, slots);
    runs.take(3, 200);
    assertThat(runs.allFree()).isFalse();
    runs.free(3, 200);
    assertThat(runs.allFree()).isTrue();
    for (int slot = 0; slot < arena.slotCount(); slot++) {
      assertThat(arena.get(slot)).isZero();
    }
  }

  @Test
  void reserve_unitsNoPowerOfTwo_isRefused() {
    assertThatThrownBy(() -> runs(96)).hasMessageContaining("96 units");
  }

  private static PageRuns runs(int units) {
    ArenaBuilder builder = Arena.builder().memoryBytes(4096);
    PageRuns.Slots slots = PageRuns.Slots.reserve(builder, "runs", units);
    return new PageRuns(builder.build(), slots);
  }
}
