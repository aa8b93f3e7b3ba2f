package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.emukernel.api.arena.Arena;
import org.junit.jupiter.api.Test;

class GrapevineTest {

  private static final long WORD = 0x1000;
  private static final long PLACE = 7;
  private static final long STEP = 8;

  private final SharedWords mine = new SharedWords(2);
  private final SharedWords theirs = new SharedWords(2);
  private final Grapevine me = new Grapevine(mine);
  private final Grapevine them = new Grapevine(theirs);

  private void join() {
    Grapevine.join(List.of(me, them));
    me.open();
    them.open();
  }

  @Test
  void listen_aWordTouchedByTwo_isSharedForBoth() {
    join();
    mine.stored(0, WORD, Long.BYTES);
    theirs.loaded(1, WORD, Long.BYTES);

    me.listen();
    them.listen();

    assertThat(mine.contains(WORD, Long.BYTES)).isTrue();
    assertThat(theirs.contains(WORD, Long.BYTES)).isTrue();
    assertThat(mine.takeLearned()).isTrue();
    assertThat(theirs.takeLearned()).isTrue();
  }

  @Test
  void listen_aWordOfAnInterruption_isKnownOfTheSameCpu() {
    join();
    mine.ofInterruptions(1).stored(0, WORD, Long.BYTES);
    mine.ofInterruptions(1).loaded(1, WORD, Long.BYTES);

    them.listen();

    assertThat(theirs.ofInterruptions(1).contains(WORD, Long.BYTES)).isTrue();
    assertThat(theirs.ofInterruptions(0).contains(WORD, Long.BYTES)).isFalse();
  }

  @Test
  void listen_whatAStepTouchesAndWhatLeadsToIt_isKnown() {
    join();
    StepTouches step = new StepTouches(Arena.builder().memoryBytes(1 << 16).build().memory());
    step.begin();
    step.loaded(WORD, Long.BYTES);
    Prospects.Node node = mine.prospects().node(STEP, 1);
    mine.prospects().touches(node, step);
    mine.prospects().leads(mine.prospects().node(PLACE, 1), Prospects.Way.ARRIVAL, 3, node);

    them.listen();

    Prospects.Node place = theirs.prospects().find(PLACE);
    assertThat(place.edges()).isEqualTo(1);
    assertThat(place.edge(0).way()).isEqualTo(Prospects.Way.ARRIVAL);
    Prospects.Node heard = place.edge(0).to();
    assertThat(heard.id()).isEqualTo(STEP);
    assertThat(heard.touch(0)).isEqualTo(step.get(0));
    assertThat(heard.loadedWord()).isEqualTo(step.loadedWord());
  }

  @Test
  void listen_whatWasHeard_isNotToldAgain() {
    join();
    mine.stored(0, WORD, Long.BYTES);
    them.listen();
    mine.begin();

    me.listen();

    assertThat(mine.isStored(WORD, Long.BYTES)).as("had it come back").isFalse();
  }

  @Test
  void close_aMachineIsSetUp_isNotTold() {
    join();
    me.close();
    mine.stored(0, WORD, Long.BYTES);

    them.listen();

    assertThat(theirs.isStored(WORD, Long.BYTES)).isFalse();
  }
}
