package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.emukernel.api.arena.Arena;
import org.emukernel.scenarios.verify.Prospects.Way;
import org.junit.jupiter.api.Test;

class ReachSearchTest {

  private static final long LOCK = 0x1000;
  private static final long DATA = 0x2000;
  private static final long OTHER = 0x3000;
  private static final long LOCKED = 1;

  /* Of CPU 0: where it stands, and what it loads and stores. */
  private static final long WAITS = 11;
  private static final long LOADS_LOCK = 12;
  private static final long STORES_DATA = 13;

  /* Of CPU 1. */
  private static final long STANDS = 21;
  private static final long UNLOCKS = 22;

  private final Arena arena = Arena.builder().memoryBytes(1 << 16).build();
  private final Prospects prospects = new Prospects();
  private final StepTouches step = new StepTouches(arena.memory());

  private long found(long value) {
    arena.memory().writeLong(LOCK, value);
    return StepTouches.contents(arena.memory(), LOCK >>> 3);
  }

  private Prospects.Node loadsLock() {
    step.begin();
    step.loaded(LOCK, Long.BYTES);
    Prospects.Node node = prospects.node(LOADS_LOCK, 0);
    prospects.touches(node, step);
    return node;
  }

  private Prospects.Node stores(long id, int cpu, long physical) {
    step.begin();
    step.stored(physical, Long.BYTES);
    Prospects.Node node = prospects.node(id, cpu);
    prospects.touches(node, step);
    return node;
  }

  /* CPU 0 waits until the lock is free, and then stores. */
  private void cpu0Waits() {
    Prospects.Node waits = prospects.node(WAITS, 0);
    Prospects.Node loads = loadsLock();
    prospects.leads(waits, Way.STEP, StepTouches.NOTHING, loads);
    prospects.leads(loads, Way.STEP, found(LOCKED), waits);
    prospects.leads(loads, Way.STEP, found(0), stores(STORES_DATA, 0, DATA));
  }

  private void cpu1Unlocks(Way way) {
    prospects.leads(prospects.node(STANDS, 1), way, StepTouches.NOTHING, stores(UNLOCKS, 1, LOCK));
  }

  private Optional<Reach> from(int but, long sent, int outside, long... buffered) {
    Situation situation =
        new Situation(but, new long[] {WAITS, STANDS, 0}, sent, outside, buffered);
    return new ReachSearch()
        .from(prospects, situation, word -> StepTouches.contents(arena.memory(), word));
  }

  private static boolean comesTo(Optional<Reach> reach, long physical) {
    return reach.orElseThrow().conflicts(physical >>> 3 << 1);
  }

  @Test
  void from_waitingForWhatNobodyStores_doesNotGoOn() {
    cpu0Waits();
    prospects.node(STANDS, 1);
    prospects.node(0, 2);
    found(LOCKED);

    assertThat(comesTo(from(2, 0, 0), DATA)).isFalse();
    found(0);
    assertThat(comesTo(from(2, 0, 0), DATA)).isTrue();
  }

  @Test
  void from_waitingForWhatAnotherCanStore_goesOn() {
    cpu0Waits();
    cpu1Unlocks(Way.FREE);
    prospects.node(0, 2);
    found(LOCKED);

    assertThat(comesTo(from(2, 0, 0), DATA)).isTrue();
    assertThat(comesTo(from(1, 0, 0), DATA)).as("if the other does nothing").isFalse();
  }

  @Test
  void from_waitingForWhatAStoreBufferHolds_goesOn() {
    cpu0Waits();
    prospects.node(0, 2);
    found(LOCKED);

    assertThat(comesTo(from(1, 0, 0, LOCK >>> 3), DATA)).isTrue();
    assertThat(comesTo(from(1, 0, 0, LOCK >>> 3), LOCK)).isTrue();
  }

  @Test
  void from_interrupt_onlyIfItIsOnItsWay() {
    cpu1Unlocks(Way.ARRIVAL);
    prospects.node(WAITS, 0);
    prospects.node(0, 2);

    assertThat(comesTo(from(2, 0, 0), LOCK)).isFalse();
    assertThat(comesTo(from(2, 1 << 1, 0), LOCK)).isTrue();
  }

  @Test
  void from_interruptThatAnotherCanSend_comes() {
    cpu1Unlocks(Way.ARRIVAL);
    step.begin();
    step.told(InFlight.word(1) << 3);
    Prospects.Node sends = prospects.node(STORES_DATA, 0);
    prospects.touches(sends, step);
    prospects.leads(prospects.node(WAITS, 0), Way.STEP, StepTouches.NOTHING, sends);
    prospects.node(0, 2);

    assertThat(comesTo(from(2, 0, 0), LOCK)).isTrue();
    assertThat(comesTo(from(0, 0, 0), LOCK)).as("if the sender does nothing").isFalse();
  }

  @Test
  void from_nmi_onlyIfOneMayCome() {
    unlocksOnlyBy(Way.NMI, Situation.outside(true, false));
  }

  @Test
  void from_machineCheck_onlyIfOneMayCome() {
    unlocksOnlyBy(Way.MACHINE_CHECK, Situation.outside(false, true));
  }

  private void unlocksOnlyBy(Way way, int outside) {
    cpu1Unlocks(way);
    prospects.node(WAITS, 0);
    prospects.node(0, 2);

    assertThat(comesTo(from(2, 0, 0), LOCK)).isFalse();
    assertThat(comesTo(from(2, 0, outside), LOCK)).isTrue();
  }

  @Test
  void from_placeWhereNobodyWas_isNotKnown() {
    cpu0Waits();
    prospects.node(STANDS, 1);

    assertThat(from(1, 0, 0)).as("of CPU 2 nothing is known").isEmpty();
  }

  @Test
  void conflicts_loadsOnly_withStoresOnly() {
    cpu0Waits();
    prospects.node(STANDS, 1);
    prospects.node(0, 2);
    found(LOCKED);
    Reach reach = from(2, 0, 0).orElseThrow();

    assertThat(reach.conflicts(LOCK >>> 3 << 1)).isFalse();
    assertThat(reach.conflicts(LOCK >>> 3 << 1 | 1)).isTrue();
  }

  /* On finding something else in the lock CPU 0 stores to another word, and waits again. */
  private void cpu0GoesAnotherWay() {
    Prospects.Node other = stores(99, 0, OTHER);
    prospects.leads(other, Way.FREE, StepTouches.NOTHING, prospects.node(WAITS, 0));
    prospects.leads(loadsLock(), Way.STEP, found(2), other);
    found(LOCKED);
  }

  @Test
  void isUpToDate_aNewWayOnFindingWhatAnotherCanStore_no() {
    cpu0Waits();
    cpu1Unlocks(Way.FREE);
    prospects.node(0, 2);
    found(LOCKED);
    Reach reach = from(2, 0, 0).orElseThrow();
    cpu0GoesAnotherWay();

    assertThat(reach.isUpToDate(prospects)).isFalse();
  }

  @Test
  void isUpToDate_aNewWayOnFindingWhatNobodyStores_yes() {
    cpu0Waits();
    prospects.node(STANDS, 1);
    prospects.node(0, 2);
    found(LOCKED);
    Reach reach = from(2, 0, 0).orElseThrow();
    int before = prospects.version();
    cpu0GoesAnotherWay();

    assertThat(prospects.version()).as("it was noticed").isGreaterThan(before);
    assertThat(reach.isUpToDate(prospects)).isTrue();
  }
}
