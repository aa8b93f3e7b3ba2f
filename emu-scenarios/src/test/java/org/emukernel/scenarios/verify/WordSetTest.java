package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class WordSetTest {

  /* Few words, so that many come twice, and more than there is place for at first. */
  @Property(tries = 100)
  void add_anyWords_isASetInTheirOrder(
      @ForAll @Size(max = 300) List<@LongRange(min = -100, max = 100) Long> words) {
    WordSet set = new WordSet();
    Set<Long> model = new LinkedHashSet<>();

    for (long word : words) {
      assertThat(set.contains(word)).isEqualTo(model.contains(word));
      assertThat(set.add(word)).isEqualTo(model.add(word));
    }

    assertThat(set.toArray()).containsExactly(model.stream().mapToLong(Long::longValue).toArray());
    assertThat(set.size()).isEqualTo(model.size());
    set.clear();
    assertThat(words).noneMatch(set::contains);
  }
}
