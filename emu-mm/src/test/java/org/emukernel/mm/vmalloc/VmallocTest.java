package org.emukernel.mm.vmalloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.emukernel.api.paging.Protection;
import org.emukernel.mm.kernel.Recording;
import org.emukernel.mm.kernel.Strategies;
import org.emukernel.mm.kernel.TestKernel;
import org.junit.jupiter.api.Test;

class VmallocTest {

  private static final long START = TestKernel.LAYOUT.vmallocStart();
  private static final int RW = Protection.PAGE_KERNEL.bits();

  private final TestKernel kernel = new TestKernel(2, Strategies.IMMEDIATE);

  private long vmalloc(long bytes, long align) {
    return kernel.call("__vmalloc_node_range_noprof", bytes, align, VmapAreas.VMALLOC, RW);
  }

  @Test
  void vmalloc_acrossTwoTables_mapsDistinctPagesAndNoGuardPage() {
    long address = vmalloc(600 * 4096, 1);
    assertThat(address).isEqualTo(START);
    Set<Long> physical = new HashSet<>();
    for (long page = 0; page < 600; page++) {
      var translation = kernel.walk(address + page * 4096).orElseThrow();
      assertThat(translation.protection()).isEqualTo(Protection.PAGE_KERNEL);
      assertThat(translation.level()).isEqualTo(1);
      physical.add(translation.physical());
    }
    assertThat(physical).hasSize(600);
    assertThat(kernel.walk(address + 600 * 4096)).isEmpty();
  }

  @Test
  void vfree_mappedArea_clearsEntriesKeepsTablesAndPagesAreFree() {
    long address = vmalloc(600 * 4096, 1);
    int tables = kernel.tablesBelow(START);
    assertThat(kernel.call("vfree", address)).isZero();
    assertThat(kernel.mappedPages(START, 4 << 20)).isEmpty();
    assertThat(kernel.tablesBelow(START)).isEqualTo(tables).isEqualTo(4);
    assertThat(kernel.recorder().lines("call")).isEmpty();
    assertThat(kernel.variable("vmap_lazy_nr")).isEqualTo(601);
  }

  @Test
  void vfree_twiceOrUnknown_isRefused() {
    long address = vmalloc(4096, 1);
    long other = vmalloc(4096, 1);
    kernel.call("vfree", address);
    kernel.call("vfree", other);
    assertThat(kernel.call("vfree", address)).isEqualTo(-Errno.ENOENT);
    assertThat(kernel.call("vfree", other)).isEqualTo(-Errno.ENOENT);
    assertThat(kernel.call("vfree", START + 0x8000)).isEqualTo(-Errno.ENOENT);
    assertThat(kernel.call("vfree", 0x1234)).isEqualTo(-Errno.ENOENT);
  }

  @Test
  void allocVmapArea_stackAndProgram_reportWhatTheRecordingReports() {
    vmalloc(16384, 16384);
    vmalloc(20480, 1);
    List<String> recorded = Recording.lines("alloc_vmap_area: ");
    assertThat(recorded)
        .contains("size=20480 align=16384" + limits(), "size=24576 align=1" + limits());
    assertThat(kernel.recorder().lines("alloc"))
        .containsExactly(
            "alloc_vmap_area: va_start=0xffffc90000000000 size=20480 align=16384 failed=0",
            "alloc_vmap_area: va_start=0xffffc90000005000 size=24576 align=1 failed=0");
  }

  private static String limits() {
    VmapRegion region = VmapRegion.vmalloc(TestKernel.LAYOUT, 1 << 20);
    return String.format(" vstart=0x%x vend=0x%x failed=0", region.start(), region.end());
  }

  @Test
  void lazyMaxPages_twoCpus_equalsTheRecordings() {
    assertThat(Recording.lines("free_vmap_area_noflush: "))
        .isNotEmpty()
        .allMatch(l -> l.endsWith(" nr_lazy_max=" + LazyMaxPages.of(2)));
    assertThat(LazyMaxPages.of(1)).isEqualTo(8192);
    assertThat(LazyMaxPages.of(36)).isEqualTo(6 * 8192);
  }

  @Test
  void vfree_thirtyFivePrograms_countsAndPurgesAsRecorded() {
    List<Long> programs = new ArrayList<>();
    for (int i = 0; i < 35; i++) {
      programs.add(vmalloc(20480, 1));
    }
    programs.forEach(p -> kernel.call("vfree", p));
    kernel.call("_vm_unmap_aliases", -1, 0, 0);
    List<String> counts =
        kernel.recorder().lines("free_vmap").stream().map(VmallocTest::counts).toList();
    List<String> recorded = Recording.lines("free_vmap_area_noflush: ");
    assertThat(counts)
        .isEqualTo(recorded.stream().map(VmallocTest::counts).toList().subList(40, 75));
    assertThat(kernel.recorder().lines("purge").get(0)).endsWith("num_purged=35");
    assertThat(Recording.lines("purge").get(1)).endsWith("num_purged=35");
    assertThat(kernel.variable("vmap_lazy_nr")).isZero();
  }

  private static String counts(String line) {
    return line.substring(line.indexOf("nr_lazy"));
  }

  @Test
  void vfree_overTheLimit_handsDrainWorkToAKworker() {
    TestKernel one =
        new TestKernel(1, Strategies.IMMEDIATE, VmapRegion.vmalloc(TestKernel.LAYOUT, 64L << 20));
    long size = 2047 * 4096;
    for (int i = 0; i < 4; i++) {
      free(one, size);
    }
    assertThat(one.variable("vmap_lazy_nr")).isEqualTo(LazyMaxPages.of(1));
    assertThat(one.variable("drain_vmap_work")).isZero();
    free(one, 4096);
    assertThat(one.variable("drain_vmap_work")).isEqualTo(1);
    one.recorder().clear();
    runDrainWork(one);
    assertThat(one.variable("drain_vmap_work")).isZero();
    assertThat(one.variable("vmap_lazy_nr")).isZero();
    assertThat(one.recorder().lines("purge")).hasSize(1).first().asString().endsWith("purged=5");
    String chain = one.recorder().lines("call").get(0);
    assertThat(Recording.chains("do_flush_tlb_all"))
        .contains(chain.substring(chain.indexOf("on_each_cpu")));
  }

  private static void free(TestKernel kernel, long bytes) {
    long area = kernel.call("__vmalloc_node_range_noprof", bytes, 1, VmapAreas.VMALLOC, RW);
    kernel.call("vfree", area);
  }

  private static void runDrainWork(TestKernel kernel) {
    kernel.call(
        "ret_from_fork_asm",
        kernel.addressOf("drain_vmap_area_work"),
        0,
        kernel.addressOf("drain_vmap_work"));
  }

  @Test
  void vmalloc_noAddressesLeft_purgesOnceAndThenFails() {
    TestKernel small =
        new TestKernel(2, Strategies.IMMEDIATE, VmapRegion.vmalloc(TestKernel.LAYOUT, 256 << 10));
    free(small, 40 * 4096);
    small.recorder().clear();
    long again = small.call("__vmalloc_node_range_noprof", 40 * 4096, 1, VmapAreas.VMALLOC, RW);
    assertThat(again).isEqualTo(START);
    assertThat(small.recorder().lines().get(0)).contains("failed=1");
    assertThat(small.recorder().lines("purge")).hasSize(1);
    assertThat(small.call("__vmalloc_node_range_noprof", 40 * 4096, 1, VmapAreas.VMALLOC, RW))
        .isZero();
  }

  @Test
  void vmalloc_noPhysicalPagesLeft_givesTheAddressesBack() {
    TestKernel big =
        new TestKernel(2, Strategies.IMMEDIATE, VmapRegion.vmalloc(TestKernel.LAYOUT, 128 << 20));
    assertThat(big.call("__vmalloc_node_range_noprof", 64 << 20, 1, VmapAreas.VMALLOC, RW))
        .isZero();
    assertThat(big.call("__vmalloc_node_range_noprof", 4096, 1, VmapAreas.VMALLOC, RW))
        .isEqualTo(START);
  }

  @Test
  void purge_lazyAreas_flushesTheSpanBeforeAnyAddressIsFree() {
    long first = vmalloc(4096, 1);
    long live = vmalloc(4096, 1);
    long last = vmalloc(8192, 1);
    kernel.call("vfree", last);
    kernel.call("vfree", first);
    kernel.recorder().clear();
    kernel.call("_vm_unmap_aliases", -1, 0, 0);
    String end = String.format("0x%x", last + 3 * 4096);
    assertThat(kernel.recorder().lines("flushed"))
        .containsExactly(String.format("flushed: 0x%x-%s", first, end));
    assertThat(kernel.recorder().lines("purge"))
        .containsExactly(
            String.format("purge_vmap_area_lazy: start=0x%x end=%s num_purged=2", first, end));
    assertThat(kernel.recorder().lines("invlpg")).hasSize(7);
    assertThat(kernel.walk(live)).isPresent();
  }

  @Test
  void vmUnmapAliases_nothingLazyButARange_flushesTheRange() {
    kernel.call("_vm_unmap_aliases", START, START + 4096, 1);
    assertThat(kernel.recorder().lines("flushed")).hasSize(1);
    kernel.call("_vm_unmap_aliases", START, START + 4096, 0);
    assertThat(kernel.recorder().lines("flushed")).hasSize(1);
  }
}
