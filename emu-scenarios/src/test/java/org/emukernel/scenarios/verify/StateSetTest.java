package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

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
}
