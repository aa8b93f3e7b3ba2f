package org.emukernel.mm.vmalloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.emukernel.api.paging.Protection;
import org.emukernel.mm.kernel.Strategies;
import org.emukernel.mm.kernel.TestKernel;

class VmallocPropertyTest {

  private static final long START = TestKernel.LAYOUT.vmallocStart();
  private static final int RW = Protection.PAGE_KERNEL.bits();

  @Property(tries = 20, seed = "20261122")
  void vmalloc_anySequence_lowestFitAndReuseOnlyAfterPurge(@ForAll long seed) {
    NaiveSpace naive = new NaiveSpace(256);
    Map<Long, Integer> live = new HashMap<>();
    List<Long> order = new ArrayList<>();
    Random random = new Random(seed);
    TestKernel fresh =
        new TestKernel(2, Strategies.IMMEDIATE, VmapRegion.vmalloc(TestKernel.LAYOUT, 1 << 20));
    for (int i = 0; i < 80; i++) {
      int action = random.nextInt(10);
      if (action < 6) {
        int pages = 1 + random.nextInt(6);
        int align = 1 << random.nextInt(3);
        long expected = naive.take(pages + 1, align);
        long got =
            fresh.call(
                "__vmalloc_node_range_noprof", pages * 4096L, align * 4096L, VmapAreas.VMALLOC, RW);
        assertThat(got).isEqualTo(expected < 0 ? 0 : START + expected * 4096);
        if (got != 0) {
          live.put(got, pages);
          order.add(got);
        }
      } else if (action < 9 && !order.isEmpty()) {
        long area = order.remove(random.nextInt(order.size()));
        fresh.call("vfree", area);
        naive.makeLazy((int) ((area - START) / 4096), live.remove(area) + 1);
      } else {
        fresh.call("drain_vmap_area_work");
        naive.purge();
      }
      assertThat(fresh.mappedPages(START, 1 << 20))
          .hasSize(live.values().stream().mapToInt(p -> p).sum());
    }
  }

  /** Pages that are free, taken or lazy, each looked at in turn. */
  private static final class NaiveSpace {
    private final char[] pages;

    NaiveSpace(int count) {
      pages = ".".repeat(count).toCharArray();
    }

    long take(int count, int align) {
      long found = find(count, align);
      if (found < 0) {
        purge();
        found = find(count, align);
      }
      for (int i = 0; found >= 0 && i < count; i++) {
        pages[(int) found + i] = 'x';
      }
      return found;
    }

    private long find(int count, int align) {
      for (int start = 0; start + count <= pages.length; start += align) {
        if (new String(pages, start, count).chars().allMatch(c -> c == '.')) {
          return start;
        }
      }
      return -1;
    }

    void makeLazy(int first, int count) {
      for (int i = 0; i < count; i++) {
        pages[first + i] = 'l';
      }
    }

    void purge() {
      for (int i = 0; i < pages.length; i++) {
        pages[i] = pages[i] == 'l' ? '.' : pages[i];
      }
    }
  }
}
