package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnnoticedNmisTest {

  private static final long WORD = 0x1000;
  private static final long OWN = 0x2000;
  private static final long KEPT = 0x3000;

  private final ArenaBuilder slots = Arena.builder().memoryBytes(1 << 16);
  private final int register = slots.slot("cpu1.rax");
  private final int translation = slots.slots("cpu1.tlb.page.tag", 1, SlotKind.STATE);
  private final int ofAnother = slots.slot("cpu0.rax");
  private final int machineChecks = slots.slot("machine-checks-left");
  private final int monitor = slots.slot("monitor.code");
  private final int otherMonitor = slots.slot("monitor.wait");
  private final int notes = slots.slots("monitor.deferred-by", 1, SlotKind.OBSERVER);
  private final Arena arena = slots.build();
  private final List<Integer> trials = new ArrayList<>();
  private long place;
  private final SharedWords words = new SharedWords(2);
  private final UnnoticedNmis nmis = new UnnoticedNmis(arena, 2, words, cpu -> place);

  @BeforeEach
  void storeToAll() {
    words.stored(1, WORD, Long.BYTES);
    words.stored(1, OWN, Long.BYTES);
    words.stored(1, KEPT, Long.BYTES);
    nmis.monitored(otherMonitor);
  }

  /* Stores to a word of its own, loads that and another, stores to a third, and leaves nothing. */
  private final UnnoticedNmis.Trials handler =
      new UnnoticedNmis.Trials() {
        @Override
        public boolean leavesNothingBehind(int cpu) {
          trials.add(cpu);
          nmis.stored(cpu, OWN, Long.BYTES);
          nmis.loaded(cpu, OWN, Long.BYTES);
          nmis.loaded(cpu, WORD + 4, 4);
          nmis.stored(cpu, KEPT, Long.BYTES);
          nmis.monitored(monitor);
          nmis.monitored(notes);
          return true;
        }

        @Override
        public long[] lasting(int cpu, long[] touched) {
          assertThat(touched).containsExactly(OWN, WORD, KEPT);
          return LongStream.of(touched).filter(word -> word != OWN).toArray();
        }
      };

  private int trialsOfTwo(Runnable between) {
    trials.clear();
    assertThat(nmis.leavesNothing(1, handler)).isTrue();
    int first = trials.size();
    between.run();
    assertThat(nmis.leavesNothing(1, handler)).isTrue();
    return trials.size() - first;
  }

  @Test
  void leavesNothing_asBefore_isKnown() {
    assertThat(trialsOfTwo(() -> {})).isZero();
    assertThat(trialsOfTwo(() -> arena.memory().writeLong(OWN, 99))).as("its own").isZero();
    assertThat(trialsOfTwo(() -> arena.set(translation, 1))).as("a translation").isZero();
    assertThat(trialsOfTwo(() -> arena.set(ofAnother, 1))).as("of another CPU").isZero();
    assertThat(trialsOfTwo(() -> arena.set(otherMonitor, 1))).as("not looked at").isZero();
    assertThat(trialsOfTwo(() -> arena.set(notes, 1))).as("decides nothing").isZero();
  }

  @Test
  void leavesNothing_whenWhatItFollowsFromDiffers_isTriedAgain() {
    assertThat(trialsOfTwo(() -> arena.memory().writeLong(WORD, 1L << 32))).isOne();
    assertThat(trialsOfTwo(() -> arena.memory().writeLong(KEPT, 1))).as("overwritten").isOne();
    assertThat(trialsOfTwo(() -> arena.set(register, 1))).isOne();
    assertThat(trialsOfTwo(() -> arena.set(machineChecks, 1))).isOne();
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

  @Test
  void leavesNothing_somebodyStoresToAnUntouchedWord_isKnown() {
    assertThat(trialsOfTwo(() -> words.stored(0, OWN + 0x100, Long.BYTES))).isZero();
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
