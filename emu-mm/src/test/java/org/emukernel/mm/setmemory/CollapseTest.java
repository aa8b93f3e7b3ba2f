package org.emukernel.mm.setmemory;

import static org.assertj.core.api.Assertions.assertThat;

import org.emukernel.api.paging.Protection;
import org.emukernel.mm.kernel.Strategies;
import org.emukernel.mm.kernel.TestKernel;
import org.junit.jupiter.api.Test;

class CollapseTest {

  private static final long LARGE = 2L << 20;
  private static final int PAGES = 512;

  private final TestKernel kernel = new TestKernel(2, Strategies.SPARE_ALL_BUT_CPU_1);
  private final long direct = TestKernel.DIRECT_MAP + 4 * LARGE;

  private int level() {
    return kernel.walk(direct + 4096).orElseThrow().level();
  }

  @Test
  void setMemory4k_largePage_isSplitThoughNothingChanges() {
    assertThat(level()).isEqualTo(2);
    assertThat(kernel.call("set_memory_4k", direct, PAGES)).isZero();
    assertThat(level()).isEqualTo(1);
    assertThat(kernel.recorder().lines("call: do_flush_tlb_all")).hasSize(1);
  }

  @Test
  void setMemoryRox_wholeTableAlikeAndContiguous_isOneLargePageAgainAndTheTableIsFreed() {
    kernel.call("set_memory_4k", direct, PAGES);
    kernel.recorder().clear();
    kernel.call("set_memory_rox", direct, PAGES);
    assertThat(level()).isEqualTo(2);
    assertThat(kernel.walk(direct).orElseThrow())
        .satisfies(
            t -> {
              assertThat(t.protection()).isEqualTo(Protection.PAGE_KERNEL_ROX);
              assertThat(t.physical()).isEqualTo(4 * LARGE);
            });
    assertThat(kernel.recorder().lines())
        .filteredOn(line -> line.startsWith("call") || line.startsWith("page table"))
        .satisfiesExactly(
            line -> assertThat(line).contains("< flush_tlb_kernel_range < cpa_flush <"),
            line -> assertThat(line).contains("< cpa_collapse_large_pages < cpa_flush <"),
            line -> assertThat(line).startsWith("page table freed"));
  }

  @Test
  void setMemoryRox_onePageDiffers_staysATable() {
    kernel.call("set_memory_4k", direct, PAGES);
    kernel.call("set_memory_rox", direct, PAGES - 1);
    assertThat(level()).isEqualTo(1);
    assertThat(kernel.recorder().lines("page table")).isEmpty();
  }

  /* Only set_memory_rox() asks for it. */
  @Test
  void setMemoryRo_wholeTable_staysATable() {
    kernel.call("set_memory_4k", direct, PAGES);
    kernel.call("set_memory_ro", direct, PAGES);
    assertThat(level()).isEqualTo(1);
  }

  @Test
  void setMemoryNp_thenP_mapsNothingInBetween() {
    kernel.call("set_memory_np", direct, 1);
    assertThat(kernel.walk(direct)).isEmpty();
    kernel.call("set_memory_p", direct, 1);
    assertThat(kernel.walk(direct).orElseThrow().physical()).isEqualTo(4 * LARGE);
  }

  /* checkalias: a change of execution alone leaves the direct map alone and flushes the range only. */
  @Test
  void setMemoryX_vmallocPage_flushesItAlone() {
    long area =
        kernel.call("__vmalloc_node_range_noprof", 4096, 1, 0, Protection.PAGE_KERNEL.bits());
    kernel.recorder().clear();
    kernel.call("set_memory_x", area, 1);
    assertThat(kernel.recorder().lines("call"))
        .singleElement()
        .asString()
        .startsWith("call: do_kernel_range_flush");
  }
}
