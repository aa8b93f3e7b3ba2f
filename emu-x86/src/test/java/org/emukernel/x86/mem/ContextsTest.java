package org.emukernel.x86.mem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ContextsTest {

  @Test
  void numberOf_sameCombination_isKeptUntilForgotten() {
    Contexts contexts = new Contexts(() -> {});
    int first = contexts.numberOf(5, 3);
    assertThat(contexts.numberOf(6, 3)).isNotEqualTo(first);
    assertThat(contexts.numberOf(5, 3)).isEqualTo(first);
    contexts.forgetAll();
    assertThat(contexts.numberOf(5, 3)).isNotEqualTo(first);
  }

  @Test
  void numberOf_numbersRunOut_clearsBeforeReuse() {
    AtomicInteger cleared = new AtomicInteger();
    Contexts contexts = new Contexts(cleared::incrementAndGet);
    Set<Integer> numbers = new HashSet<>();
    Set<Long> unique = new HashSet<>();
    int rounds = 3 * 4096;
    for (int i = 0; i < rounds; i++) {
      int before = cleared.get();
      contexts.forgetAll();
      contexts.makeRoomForPair();
      if (cleared.get() != before) {
        numbers.clear();
      }
      int program = contexts.numberOf(0, 1);
      int system = contexts.numberOf(0, 0);
      assertThat(program).isBetween(1, 4094);
      assertThat(system).isBetween(1, 4094);
      assertThat(numbers.add(program) && numbers.add(system)).as("round %d", i).isTrue();
      unique.add(contexts.unique(program));
    }
    assertThat(cleared.get()).isGreaterThanOrEqualTo(5);
    assertThat(unique).hasSize(rounds);
  }
}
