package org.emukernel.mm.vmalloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.emukernel.api.paging.Protection;
import org.emukernel.mm.kernel.Strategies;
import org.emukernel.mm.kernel.TestKernel;
import org.junit.jupiter.api.Test;

/** Another CPU does something whole between two steps of one, at each of its steps in turn. */
class VmallocInterleavingTest {

  private static final int RW = Protection.PAGE_KERNEL.bits();
  private static final long START = TestKernel.LAYOUT.vmallocStart();

  private static TestKernel kernel() {
    return new TestKernel(2, Strategies.IMMEDIATE);
  }

  private static long vmalloc(TestKernel kernel, long bytes) {
    return kernel.call("__vmalloc_node_range_noprof", bytes, 1, VmapAreas.VMALLOC, RW);
  }

  /** Runs the call with the other thing before its n-th step; returns how many steps it had. */
  private static int interleave(
      TestKernel kernel, int at, Runnable other, String symbol, long... args) {
    int[] steps = {0};
    kernel.callWatched(
        chain -> {
          if (steps[0]++ == at) {
            other.run();
          }
          return 0;
        },
        symbol,
        args);
    return steps[0];
  }

  @Test
  void twoVmallocs_anyInterleaving_shareTablesButNoPage() {
    int steps = 1;
    for (int at = 0; at < steps; at++) {
      TestKernel kernel = kernel();
      steps =
          interleave(
              kernel,
              at,
              () -> vmalloc(kernel, 4096),
              "__vmalloc_node_range_noprof",
              3 * 4096,
              1,
              VmapAreas.VMALLOC,
              RW);
      List<Long> mapped = kernel.mappedPages(START, 1 << 20);
      Set<Long> physical = new HashSet<>();
      mapped.forEach(p -> physical.add(kernel.walk(p).orElseThrow().physical()));
      assertThat(mapped).as("other vmalloc before step %d", at).hasSize(4);
      assertThat(physical).hasSize(4);
      assertThat(kernel.tablesBelow(START)).isEqualTo(3);
    }
    assertThat(steps).isGreaterThan(12);
  }

  @Test
  void vfreeAndPurge_anyInterleaving_countsStayRightAndNothingIsLost() {
    int steps = 1;
    for (int at = 0; at < steps; at++) {
      TestKernel kernel = kernel();
      long area = vmalloc(kernel, 3 * 4096);
      Runnable purgeAndReuse =
          () -> {
            kernel.call("drain_vmap_area_work");
            vmalloc(kernel, 3 * 4096);
          };
      steps = interleave(kernel, at, purgeAndReuse, "vfree", area);
      assertThat(kernel.mappedPages(START, 1 << 20)).as("purge before step %d", at).hasSize(3);
      kernel.call("drain_vmap_area_work");
      assertThat(kernel.variable("vmap_lazy_nr")).isZero();
      long[] distinct =
          LongStream.range(0, 50).map(i -> vmalloc(kernel, 4096)).distinct().toArray();
      assertThat(distinct).hasSize(50);
    }
    assertThat(steps).isGreaterThan(10);
  }

  @Test
  void setMemory_splitByTwo_anyInterleaving_changesBothPages() {
    int steps = 1;
    for (int at = 0; at < steps; at++) {
      TestKernel kernel = kernel();
      long direct = TestKernel.DIRECT_MAP + (6L << 20);
      Runnable other = () -> kernel.call("set_direct_map_invalid_noflush", direct + 4096);
      steps = interleave(kernel, at, other, "set_direct_map_invalid_noflush", direct);
      assertThat(kernel.walk(direct)).as("other change before step %d", at).isEmpty();
      assertThat(kernel.walk(direct + 4096)).isEmpty();
      assertThat(kernel.walk(direct + 2 * 4096).orElseThrow().protection())
          .isEqualTo(Protection.PAGE_KERNEL);
    }
    assertThat(steps).isGreaterThan(10);
  }
}
