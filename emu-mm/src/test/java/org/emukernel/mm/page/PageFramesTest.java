package org.emukernel.mm.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PageFramesTest {

  private Arena arena;
  private PageFrames frames;

  @BeforeEach
  void fourPages() {
    ArenaBuilder builder = Arena.builder().memoryBytes(0x9000);
    PageFrames.Slots slots = PageFrames.Slots.reserve(builder, 0x5000, 0x9000);
    arena = builder.build();
    frames = new PageFrames(arena, slots);
  }

  @Test
  void take_untouchedMemory_goesUpAndEnds() {
    assertThat(frames.take()).isEqualTo(5);
    assertThat(frames.takeChain(2)).isEqualTo(7);
    assertThat(frames.take()).isEqualTo(8);
    assertThat(frames.take()).isEqualTo(PageFrames.NONE);
  }

  @Test
  void takeChain_tooMany_takesNone() {
    assertThat(frames.takeChain(5)).isEqualTo(PageFrames.NONE);
    assertThat(frames.takeChain(4)).isNotEqualTo(PageFrames.NONE);
  }

  @Test
  void giveChain_severalPages_areAllFreeAgain() {
    long chain = frames.takeChain(4);
    frames.giveChain(chain);
    assertThat(frames.takeChain(4)).isNotEqualTo(PageFrames.NONE);
  }

  @Test
  void takeZeroed_pageWithOldContents_isZero() {
    long page = frames.take();
    arena.memory().writeLong(page << 12 | 0x18, 77);
    frames.give(page);
    assertThat(frames.takeZeroed()).isEqualTo(page);
    assertThat(arena.memory().readLong(page << 12 | 0x18)).isZero();
  }

  @Test
  void takeContiguous_aligned_leavesTheSkippedPageUsable() {
    assertThat(frames.takeContiguous(2, 2)).isEqualTo(6);
    assertThat(frames.take()).isEqualTo(5);
  }

  @Test
  void take_foreignPage_isRefused() {
    assertThatThrownBy(() -> frames.give(4)).hasMessageContaining("0x4 is not managed");
  }
}
