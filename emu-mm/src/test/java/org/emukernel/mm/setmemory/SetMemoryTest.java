package org.emukernel.mm.setmemory;

import static org.assertj.core.api.Assertions.assertThat;

import org.emukernel.api.paging.Protection;
import org.emukernel.mm.kernel.Strategies;
import org.emukernel.mm.kernel.TestKernel;
import org.emukernel.mm.kernel.Translation;
import org.emukernel.mm.vmalloc.Errno;
import org.emukernel.mm.vmalloc.VmapAreas;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SetMemoryTest {

  private final TestKernel kernel = new TestKernel(2, Strategies.IMMEDIATE);
  private long area;

  @BeforeEach
  void fourPages() {
    area =
        kernel.call(
            "__vmalloc_node_range_noprof",
            4 * 4096,
            1,
            VmapAreas.VMALLOC,
            Protection.PAGE_KERNEL.bits());
    kernel.recorder().clear();
  }

  private Translation direct(long linear) {
    long physical = kernel.walk(linear).orElseThrow().physical();
    return kernel.walk(TestKernel.DIRECT_MAP + physical).orElseThrow();
  }

  @Test
  void setMemoryRox_vmallocPages_changesThemAndTheDirectMapByItsSplit() {
    assertThat(direct(area).level()).isEqualTo(2);
    assertThat(kernel.call("set_memory_rox", area, 2)).isZero();
    assertThat(kernel.walk(area + 4096).orElseThrow().protection())
        .isEqualTo(Protection.PAGE_KERNEL_ROX);
    assertThat(kernel.walk(area + 2 * 4096).orElseThrow().protection())
        .isEqualTo(Protection.PAGE_KERNEL);
    assertThat(direct(area)).satisfies(t -> assertThat(t.level()).isEqualTo(1));
    assertThat(direct(area).protection()).isEqualTo(Protection.PAGE_KERNEL_RO);
    assertThat(direct(area + 2 * 4096).protection()).isEqualTo(Protection.PAGE_KERNEL);
  }

  @Test
  void setMemoryRox_firstAndSecondTime_splitsOnceAndFlushesEverythingEachTime() {
    kernel.call("set_memory_rox", area, 1);
    assertThat(kernel.recorder().lines("call: do_flush_tlb_all")).hasSize(2);
    assertThat(kernel.recorder().lines("call").get(0))
        .endsWith(
            "on_each_cpu_cond_mask < __change_page_attr_set_clr < __change_page_attr_set_clr"
                + " < change_page_attr_set_clr < set_memory_rox");
    kernel.recorder().clear();
    kernel.call("set_memory_rox", area + 4096, 1);
    assertThat(kernel.recorder().lines("call"))
        .singleElement()
        .asString()
        .contains("flush_tlb_kernel_range < cpa_flush < change_page_attr_set_clr");
  }

  @Test
  void setMemory_directMapRange_afterTheSplitFlushesPageByPage() {
    long direct = TestKernel.DIRECT_MAP + (4L << 20);
    kernel.call("set_memory_ro", direct, 1);
    kernel.recorder().clear();
    kernel.call("set_memory_ro", direct + 4096, 3);
    assertThat(kernel.recorder().lines("call: do_kernel_range_flush")).hasSize(1);
    assertThat(kernel.recorder().lines("invlpg")).hasSize(3);
    kernel.call("set_memory_rw", direct, 4);
    assertThat(kernel.walk(direct + 4096).orElseThrow().protection())
        .isEqualTo(Protection.PAGE_KERNEL);
  }

  @Test
  void setMemory_wholeLargePage_staysLarge() {
    long direct = TestKernel.DIRECT_MAP + (4L << 20);
    assertThat(kernel.call("set_memory_ro", direct, 512)).isZero();
    assertThat(kernel.walk(direct + 0x5000).orElseThrow())
        .isEqualTo(new Translation((4L << 20) + 0x5000, Protection.PAGE_KERNEL_RO, 2));
  }

  @Test
  void setMemory_protectionThatIsThereAlready_flushesNothing() {
    kernel.call("set_memory_rw", area, 4);
    kernel.call("set_memory_nx", area, 4);
    assertThat(kernel.recorder().lines("call")).isEmpty();
  }

  @Test
  void setMemory_unmappedAddress_failsAfterAFlushOfEverything() {
    assertThat(kernel.call("set_memory_ro", area + 8 * 4096, 1)).isEqualTo(-Errno.EFAULT);
    assertThat(kernel.recorder().lines("flush all")).hasSize(1);
  }

  @Test
  void setMemory_lazyAreas_arePurgedFirst() {
    long other =
        kernel.call(
            "__vmalloc_node_range_noprof",
            4096,
            1,
            VmapAreas.VMALLOC,
            Protection.PAGE_KERNEL.bits());
    kernel.call("vfree", other);
    kernel.call("set_memory_x", area, 1);
    assertThat(kernel.recorder().lines("purge").get(0)).endsWith("num_purged=1");
    assertThat(kernel.recorder().lines("call").get(0))
        .endsWith(
            "__purge_vmap_area_lazy < _vm_unmap_aliases < change_page_attr_set_clr < set_memory_x");
    assertThat(kernel.walk(area).orElseThrow().protection()).isEqualTo(Protection.PAGE_KERNEL_EXEC);
  }
}
