package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnnoticedNmisTest {

  private static final long WORD = 0x1000;
  private static final long OWN = 0x2000;

  private final ArenaBuilder slots = Arena.builder().memoryBytes(1 << 16);
  private final int register = slots.slot("cpu1.rax");
  private final int translation = slots.slots("cpu1.tlb.page.tag", 1, SlotKind.STATE);
  private final int ofAnother = slots.slot("cpu0.rax");
  private final int monitor = slots.slot("monitor.code");
  private final Arena arena = slots.build();
  private final List<Integer> trials = new ArrayList<>();
  private long place;
  private final SharedWords words = new SharedWords(2);
  private final UnnoticedNmis nmis = new UnnoticedNmis(arena, 2, words, cpu -> place);

  @BeforeEach
  void storeToAll() {
    words.stored(1, WORD, Long.BYTES);
    words.stored(1, OWN, Long.BYTES);
  }

  /* The handler stores to a word of its own, loads that and another, and leaves nothing. */
  private boolean handler(int cpu) {
    trials.add(cpu);
    nmis.stored(cpu, OWN, Long.BYTES);
    arena.memory().writeLong(OWN, trials.size());
    nmis.loaded(cpu, OWN, Long.BYTES);
    nmis.loaded(cpu, WORD + 4, 4);
    return true;
  }

  private int trialsOfTwo(Runnable between) {
    trials.clear();
    assertThat(nmis.leavesNothing(1, this::handler)).isTrue();
    int first = trials.size();
    between.run();
    assertThat(nmis.leavesNothing(1, this::handler)).isTrue();
    return trials.size() - first;
  }

  @Test
  void leavesNothing_asBefore_isKnown() {
    assertThat(trialsOfTwo(() -> {})).isZero();
    assertThat(trialsOfTwo(() -> arena.memory().writeLong(OWN, 99))).as("its own").isZero();
    assertThat(trialsOfTwo(() -> arena.set(translation, 1))).as("a translation").isZero();
    assertThat(trialsOfTwo(() -> arena.set(ofAnother, 1))).as("of another CPU").isZero();
  }

  @Test
  void leavesNothing_whenWhatItFollowsFromDiffers_isTriedAgain() {
    assertThat(trialsOfTwo(() -> arena.memory().writeLong(WORD, 1L << 32))).isOne();
    assertThat(trialsOfTwo(() -> arena.set(register, 1))).isOne();
    assertThat(trialsOfTwo(() -> arena.set(monitor, 1))).isOne();
    assertThat(trialsOfTwo(() -> place++)).isOne();
  }

  @Test
  void begin_othersTouchAWordOfTheHandler_isTriedAgain() {
    assertThat(trialsOfTwo(nmis::begin)).isZero();

    words.loaded(0, OWN, Long.BYTES);

    assertThat(words.contains(OWN, Long.BYTES)).isTrue();
    assertThat(trialsOfTwo(nmis::begin)).isOne();
  }

  @Test
  void leavesNothing_partOfAWordStored_dependsOnTheRest() {
    assertThat(nmis.leavesNothing(1, this::storesHalf)).isTrue();
    arena.memory().writeLong(OWN, 7L << 32);

    assertThat(nmis.leavesNothing(1, cpu -> false)).isFalse();
  }

  @Test
  void leavesNothing_wordThatNobodyStoresTo_isNotLookedAt() {
    long never = OWN + 0x100;
    assertThat(nmis.leavesNothing(1, cpu -> loads(never, true))).isTrue();

    assertThat(nmis.leavesNothing(1, cpu -> loads(never, false))).as("known").isTrue();
    words.stored(0, never, Long.BYTES);
    assertThat(nmis.leavesNothing(1, cpu -> loads(never, false))).as("tried again").isFalse();
  }

  private boolean loads(long word, boolean result) {
    nmis.loaded(1, word, Long.BYTES);
    return result;
  }

  private boolean storesHalf(int cpu) {
    nmis.stored(cpu, OWN, 4);
    return true;
  }
}
