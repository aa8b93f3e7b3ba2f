package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Against {@link HashMap}, with keys of which many fall into one place. */
class LongMapTest {

  private static long key(int number) {
    return (long) (number % 7) << 32 | number / 7 * 64L;
  }

  @Property
  void put_anything_isWhatAHashMapHas(@ForAll @Size(max = 300) List<Byte> numbers) {
    LongMap<Integer> map = new LongMap<>();
    Map<Long, Integer> model = new HashMap<>();
    for (int i = 0; i < numbers.size(); i++) {
      long key = key(numbers.get(i) & 255);
      if (numbers.get(i) == 77) {
        map.clear();
        model.clear();
      } else if (numbers.get(i) % 50 == 49) {
        int before = i / 2;
        boolean removed = model.values().removeIf(value -> value < before);
        assertThat(map.removeIf(value -> value < before)).isEqualTo(removed);
      } else {
        map.put(key, i);
        model.put(key, i);
      }
    }
    List<Integer> values = new ArrayList<>();
    map.forEach(values::add);

    assertThat(map.size()).isEqualTo(model.size());
    assertThat(values).containsExactlyInAnyOrderElementsOf(model.values());
    assertThat(map.allMatch(value -> value >= 150))
        .isEqualTo(model.values().stream().allMatch(value -> value >= 150));
    for (int number = 0; number < 256; number++) {
      assertThat(map.get(key(number))).isEqualTo(model.get(key(number)));
      assertThat(map.getOrDefault(key(number), -1)).isEqualTo(model.getOrDefault(key(number), -1));
    }
  }
}
