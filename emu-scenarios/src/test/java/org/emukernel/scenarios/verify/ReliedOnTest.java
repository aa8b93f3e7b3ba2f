package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.emukernel.api.arena.Arena;
import org.emukernel.scenarios.verify.Prospects.Way;
import org.junit.jupiter.api.Test;

class ReliedOnTest {

  private static final long WORD = 0x1000;
  private static final long ANOTHER = 0x2000;
  private static final long STANDS = 1;
  private static final long STORES = 2;

  private final Arena arena = Arena.builder().memoryBytes(1 << 16).build();
  private final Prospects prospects = new Prospects();
  private final ReachSearch search = new ReachSearch();
  private final ReliedOn reliedOn = new ReliedOn();

  private StepTouches storing(long physical) {
    StepTouches step = new StepTouches(arena.memory());
    step.begin();
    step.stored(physical, Long.BYTES);
    return step;
  }

  /* CPU 1 makes a step that stores to a word; CPU 0 stands where nothing leads on. */
  private void conclude() {
    prospects.node(STANDS, 0);
    Situation situation = new Situation(1, new long[] {STANDS, 0}, 0, 0, new long[0]);
    Reach reach = search.from(prospects, situation, word -> 0).orElseThrow();
    reliedOn.add(7, reach, storing(WORD));
  }

  private void cpu0CanStore(long physical) {
    Prospects.Node stores = prospects.node(STORES, 0);
    prospects.touches(stores, storing(physical));
    prospects.leads(prospects.node(STANDS, 0), Way.FREE, StepTouches.NOTHING, stores);
  }

  @Test
  void holds_anotherCanComeToTheWord_no() {
    conclude();
    assertThat(reliedOn.holds(prospects, search)).isTrue();
    cpu0CanStore(WORD);

    assertThat(prospects.takeLearned()).isTrue();
    assertThat(reliedOn.holds(prospects, search)).isFalse();
  }

  @Test
  void holds_anotherCanComeToAnotherWord_yes() {
    conclude();
    cpu0CanStore(ANOTHER);

    assertThat(prospects.takeLearned()).isTrue();
    assertThat(reliedOn.holds(prospects, search)).isTrue();
  }

  @Test
  void holds_afterClear_nothingToDoubt() {
    conclude();
    cpu0CanStore(WORD);
    reliedOn.clear();

    assertThat(reliedOn.holds(prospects, search)).isTrue();
  }
}
