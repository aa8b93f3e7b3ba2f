package org.emukernel.mm.vmalloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.emukernel.api.paging.Protection;
import org.emukernel.mm.MemoryOption;
import org.emukernel.mm.kernel.Strategies;
import org.emukernel.mm.kernel.TestKernel;
import org.junit.jupiter.api.Test;

class HugeVmallocTest {

  private static final long START = TestKernel.LAYOUT.vmallocStart();
  private static final long LARGE = 2L << 20;
  private static final int RW = Protection.PAGE_KERNEL.bits();

  private final TestKernel kernel = new TestKernel(2, Strategies.SPARE_ALL_BUT_CPU_1);

  private long small(TestKernel in, long bytes) {
    return in.call("__vmalloc_node_range_noprof", bytes, 1, VmapAreas.VMALLOC, RW);
  }

  @Test
  void vmallocHuge_threeMebibytes_isTwoLargePages() {
    long area = kernel.call("vmalloc_huge_node_noprof", 3L << 20);
    assertThat(area).isEqualTo(START);
    for (long at = area; at < area + 2 * LARGE; at += LARGE) {
      assertThat(kernel.walk(at).orElseThrow().level()).isEqualTo(2);
    }
    long first = kernel.walk(area).orElseThrow().physical();
    assertThat(kernel.walk(area + LARGE - 4096).orElseThrow().physical())
        .isEqualTo(first + LARGE - 4096);
    assertThat(kernel.walk(area + 2 * LARGE)).isEmpty();
  }

  @Test
  void vmallocHuge_lessThanALargePage_isSmallPages() {
    long area = kernel.call("vmalloc_huge_node_noprof", LARGE - 4096);
    assertThat(kernel.walk(area).orElseThrow().level()).isEqualTo(1);
  }

  @Test
  void vfree_hugeMapping_clearsTheLargeEntries() {
    long area = kernel.call("vmalloc_huge_node_noprof", 2 * LARGE);
    kernel.call("vfree", area);
    assertThat(kernel.walk(area)).isEmpty();
    assertThat(kernel.walk(area + LARGE)).isEmpty();
  }

  @Test
  void vmallocHuge_noContiguousMemory_fallsBackToSmallPages() {
    while (kernel.mm().memory().frames().takeLargeChain(512, 512) != 0) {
      // Takes all that is contiguous.
    }
    for (int i = 0; i < 3 * 512; i++) {
      kernel.mm().memory().frames().give(4096 + i);
    }
    long area = kernel.call("vmalloc_huge_node_noprof", LARGE);
    assertThat(area).isNotZero();
    assertThat(kernel.walk(area).orElseThrow().level()).isEqualTo(1);
  }

  /* pmd_free_pte_page(): a table is freed after a flush that may not wait. */
  @Test
  void vmallocHuge_whereATableIs_flushesWithoutDeferringAndFreesIt() {
    kernel.call("vfree", small(kernel, 4096));
    kernel.call("drain_vmap_area_work");
    kernel.recorder().clear();
    assertThat(kernel.call("vmalloc_huge_node_noprof", LARGE)).isEqualTo(START);
    assertThat(kernel.recorder().lines("call"))
        .singleElement()
        .asString()
        .contains("< flush_tlb_kernel_range < pmd_free_pte_page < vmap_pages_range_noflush <");
    assertThat(kernel.recorder().lines("page table freed")).hasSize(1);
    assertThat(kernel.walk(START).orElseThrow().level()).isEqualTo(2);
  }

  private static TestKernel freeing() {
    return new TestKernel(
        2,
        Strategies.IMMEDIATE,
        VmapRegion.vmalloc(TestKernel.LAYOUT, 16L << 20),
        Set.of(MemoryOption.FREE_PAGE_TABLES));
  }

  @Test
  void freePageTables_purge_freesEmptyTablesAfterTheFlush() {
    TestKernel freeing = freeing();
    long area = small(freeing, 4096);
    int tables = freeing.tablesBelow(START);
    freeing.call("vfree", area);
    freeing.recorder().clear();
    freeing.call("drain_vmap_area_work");
    assertThat(freeing.tablesBelow(START)).isEqualTo(tables - 1);
    assertThat(freeing.recorder().lines())
        .filteredOn(line -> line.startsWith("flushed") || line.startsWith("page table"))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("flushed"),
            line -> assertThat(line).startsWith("page table freed"));
    assertThat(small(freeing, 4096)).isEqualTo(area);
    assertThat(freeing.walk(area)).isPresent();
  }

  @Test
  void freePageTables_liveNeighbour_keepsTheTable() {
    TestKernel freeing = freeing();
    long area = small(freeing, 4096);
    long neighbour = small(freeing, 4096);
    freeing.call("vfree", area);
    freeing.call("drain_vmap_area_work");
    assertThat(freeing.recorder().lines("page table")).isEmpty();
    assertThat(freeing.walk(neighbour)).isPresent();
  }

  @Test
  void freePageTables_off_keepsAll() {
    kernel.call("vfree", small(kernel, 4096));
    kernel.call("drain_vmap_area_work");
    assertThat(kernel.recorder().lines("page table")).isEmpty();
  }
}
