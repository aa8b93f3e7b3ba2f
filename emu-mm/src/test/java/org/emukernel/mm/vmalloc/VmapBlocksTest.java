package org.emukernel.mm.vmalloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.emukernel.mm.MemoryOption;
import org.emukernel.mm.kernel.Strategies;
import org.emukernel.mm.kernel.TestKernel;
import org.junit.jupiter.api.Test;

class VmapBlocksTest {

  private static final long START = TestKernel.LAYOUT.vmallocStart();
  private static final long BLOCK = 4L << 20;

  private final TestKernel kernel = new TestKernel(2, Strategies.SPARE_ALL_BUT_CPU_1);

  private static TestKernel debugging(Strategies strategy) {
    return new TestKernel(
        2,
        strategy,
        VmapRegion.vmalloc(TestKernel.LAYOUT, 16L << 20),
        Set.of(MemoryOption.DEBUG_PAGEALLOC));
  }

  private static long map(TestKernel in, int pages) {
    return in.call("vm_map_ram", in.mm().memory().frames().takeChain(pages), pages);
  }

  private static void unmap(TestKernel in, long address, int pages) {
    in.call("vm_unmap_ram", address, pages);
  }

  private static String flushed(long start, long end) {
    return String.format("flushed: 0x%x-0x%x", start, end);
  }

  @Test
  void vmMapRam_threePages_takesFourFromABlockAndMapsThree() {
    long first = map(kernel, 3);
    long second = map(kernel, 1);
    assertThat(first).isEqualTo(START);
    assertThat(second).isEqualTo(START + 4 * 4096);
    assertThat(kernel.mappedPages(START, BLOCK))
        .containsExactly(START, START + 4096, START + 2 * 4096, second);
  }

  @Test
  void vmMapRam_moreThanSixtyFourPages_hasAnAreaOfItsOwn() {
    long area = map(kernel, 65);
    kernel.recorder().clear();
    unmap(kernel, area, 65);
    assertThat(kernel.recorder().lines("free_vmap"))
        .singleElement()
        .asString()
        .contains(String.format("va_start=0x%x", area));
    assertThat(kernel.mappedPages(START, BLOCK)).isEmpty();
  }

  @Test
  void vbFree_addressesAreNotReusedAndNothingIsFlushed() {
    long first = map(kernel, 1);
    unmap(kernel, first, 1);
    assertThat(kernel.recorder().lines("flushed")).isEmpty();
    assertThat(map(kernel, 1)).isEqualTo(first + 4096);
  }

  @Test
  void vmUnmapAliases_dirtyPagesOfABlock_flushesTheirRangeOnce() {
    long first = map(kernel, 2);
    long kept = map(kernel, 2);
    unmap(kernel, first, 2);
    kernel.call("_vm_unmap_aliases", -1, 0, 0);
    kernel.call("_vm_unmap_aliases", -1, 0, 0);
    assertThat(kernel.recorder().lines("flushed"))
        .containsExactly(flushed(first, first + 2 * 4096));
    assertThat(kernel.recorder().lines("call").get(0)).contains("_deferrable < _vm_unmap_aliases");
    assertThat(kernel.walk(kept)).isPresent();
  }

  @Test
  void vmUnmapAliases_blockWithoutMappings_isPurgedAsAnArea() {
    unmap(kernel, map(kernel, 1), 1);
    kernel.call("_vm_unmap_aliases", -1, 0, 0);
    assertThat(kernel.recorder().lines("flushed")).containsExactly(flushed(START, START + BLOCK));
    assertThat(kernel.recorder().lines("purge").get(0)).endsWith("num_purged=1");
    assertThat(map(kernel, 1)).isEqualTo(START);
  }

  @Test
  void vbFree_lastPagesOfABlock_leavesItToThePurge() {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      all.add(map(kernel, 64));
    }
    all.forEach(address -> unmap(kernel, address, 64));
    assertThat(kernel.recorder().lines("free_vmap")).hasSize(1);
    assertThat(map(kernel, 64)).isEqualTo(START + BLOCK);
  }

  @Test
  void reclaim_blocksWithLittleLeft_arePurgedOthersAreNot() {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 13; i++) {
      all.add(map(kernel, 64));
    }
    all.forEach(address -> unmap(kernel, address, 64));
    kernel.call("reclaim_and_purge_vmap_areas");
    assertThat(kernel.recorder().lines("purge").get(0)).endsWith("num_purged=1");
    unmap(kernel, map(kernel, 64), 64);
    kernel.recorder().clear();
    kernel.call("reclaim_and_purge_vmap_areas");
    assertThat(kernel.recorder().lines("purge").get(0)).endsWith("num_purged=0");
  }

  @Test
  void debugPagealloc_unmapRam_flushesAtOnceAndMayDefer() {
    TestKernel debug = debugging(Strategies.SPARE_ALL_BUT_CPU_1);
    long block = map(debug, 2);
    map(debug, 1);
    unmap(debug, block, 2);
    assertThat(debug.recorder().lines("flushed")).containsExactly(flushed(block, block + 2 * 4096));
    assertThat(debug.recorder().lines("call").get(0))
        .endsWith("flush_tlb_kernel_range_deferrable < vb_free < vm_unmap_ram");
  }

  @Test
  void debugPagealloc_vfree_flushesTheAreaAtOnce() {
    TestKernel debug = debugging(Strategies.IMMEDIATE);
    long area = debug.call("__vmalloc_node_range_noprof", 8192, 1, 0, 1);
    debug.call("vfree", area);
    assertThat(debug.recorder().lines("flushed")).containsExactly(flushed(area, area + 3 * 4096));
    assertThat(debug.recorder().lines("call").get(0))
        .endsWith("flush_tlb_kernel_range < remove_vm_area < vfree");
  }

  @Test
  void vunmapRange_mappedPages_clearsAndFlushes() {
    long area = kernel.call("__vmalloc_node_range_noprof", 8192, 1, 0, 1);
    kernel.call("vunmap_range", area, area + 8192);
    assertThat(kernel.mappedPages(area, 8192)).isEmpty();
    assertThat(kernel.recorder().lines("flushed")).containsExactly(flushed(area, area + 8192));
  }
}
