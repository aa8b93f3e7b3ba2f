package org.emukernel.mm.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;

class PageRunsPropertyTest {

  private static final int UNITS = 512;

  @Property(tries = 60, seed = "20261122")
  void lowest_anySequence_equalsNaiveScan(@ForAll long seed) {
    PageRuns runs = runs(UNITS);
    boolean[] naive = new boolean[UNITS];
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 150 : 9);
      int alignment = 1 << random.nextInt(5);
      long expected = lowest(naive, count, alignment);
      assertThat(runs.lowest(count, alignment)).isEqualTo(expected);
      if (expected >= 0 && random.nextInt(5) > 1) {
        runs.take((int) expected, count);
        fill(naive, (int) expected, count, true);
      } else {
        int first = random.nextInt(UNITS - 160);
        runs.free(first, count);
        fill(naive, first, count, false);
      }
    }
  }

  private static PageRuns runs(int units) {
    ArenaBuilder builder = Arena.builder().memoryBytes(4096);
    PageRuns.Slots slots = PageRuns.Slots.reserve(builder, "runs", units);
    return new PageRuns(builder.build(), slots);
  }

  private static void fill(boolean[] taken, int first, int count, boolean to) {
    for (int i = first; i < first + count; i++) {
      taken[i] = to;
    }
  }

  private static long lowest(boolean[] taken, int count, int alignment) {
    for (int start = 0; start + count <= taken.length; start += alignment) {
      int free = 0;
      while (free < count && !taken[start + free]) {
        free++;
      }
      if (free == count) {
        return start;
      }
    }
    return -1;
  }
}
