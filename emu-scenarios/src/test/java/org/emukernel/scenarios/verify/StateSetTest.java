package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateSetTest {

  /* Hashes that differ in their low bits only all come to the same place. */
  @Property(tries = 200, seed = "20261127")
  void add_anySequence_tellsNewFromOldAsASetDoes(
      @ForAll @Size(max = 200) List<@LongRange(min = -8, max = 300) Long> hashes) {
    StateSet states = new StateSet();
    Set<Long> model = new HashSet<>();

    for (long hash : hashes) {
      assertThat(states.add(hash)).isEqualTo(model.add(hash));
      assertThat(states.size()).isEqualTo(model.size());
    }
  }

  @Test
  void add_moreThanThereIsRoomFor_grows() {
    StateSet states = new StateSet();
    int count = 200_000;

    for (long i = 0; i < count; i++) {
      assertThat(states.add(i * 0x9E3779B97F4A7C15L)).isTrue();
    }

    assertThat(states.size()).isEqualTo(count);
    assertThat(states.add(count / 2 * 0x9E3779B97F4A7C15L)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(StateSet.Width.class)
  void add_byThreadsWhileItGrows_isNewToExactlyOne(StateSet.Width width) throws Exception {
    StateSet states = new StateSet(width);
    int count = 150_000;
    List<Callable<Integer>> calls =
        Collections.nCopies(
            4,
            () -> {
              int added = 0;
              for (int i = 0; i < count; i++) {
                long hash = i * 0x9E3779B97F4A7C15L;
                added += states.add(hash, ~hash) ? 1 : 0;
              }
              return added;
            });
    ExecutorService executor = Executors.newFixedThreadPool(4);
    int added = 0;
    try {
      for (Future<Integer> future : executor.invokeAll(calls)) {
        added += future.get();
      }
    } finally {
      executor.shutdown();
    }

    assertThat(added).isEqualTo(count);
    assertThat(states.size()).isEqualTo(count);
  }

  @Test
  void add_hashesThatDifferInTheirSecondHalf_areTwoIfItIsKept() {
    StateSet states = new StateSet(StateSet.Width.BITS_128);

    assertThat(states.add(5, 1)).isTrue();
    assertThat(states.add(5, 2)).isTrue();
    assertThat(states.add(5, 1)).isFalse();
  }
}
