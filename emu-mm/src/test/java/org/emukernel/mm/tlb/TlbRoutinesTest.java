package org.emukernel.mm.tlb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.emukernel.api.paging.Protection;
import org.emukernel.mm.kernel.Strategies;
import org.emukernel.mm.kernel.TestKernel;
import org.emukernel.mm.vmalloc.VmapAreas;
import org.junit.jupiter.api.Test;

class TlbRoutinesTest {

  private static final long START = TestKernel.LAYOUT.vmallocStart();

  @Test
  void flushTlbKernelRange_thirtyThreePages_flushesEachOfThem() {
    TestKernel kernel = new TestKernel(3, Strategies.IMMEDIATE);
    kernel.call("flush_tlb_kernel_range", START, START + 33 * 4096);
    List<String> lines = kernel.recorder().lines();
    assertThat(lines.get(0)).startsWith("call: do_kernel_range_flush on [1,2]");
    assertThat(lines.subList(1, 34)).allMatch(l -> l.startsWith("invlpg"));
    assertThat(lines.get(1)).isEqualTo("invlpg: 0xffffc90000000000");
    assertThat(lines.get(33)).isEqualTo("invlpg: 0xffffc90000020000");
    assertThat(lines.get(34)).isEqualTo("flushed: 0xffffc90000000000-0xffffc90000021000");
    assertThat(lines).hasSize(35);
  }

  @Test
  void flushTlbKernelRange_thirtyFourPages_flushesEverything() {
    TestKernel kernel = new TestKernel(3, Strategies.IMMEDIATE);
    kernel.call("flush_tlb_kernel_range", START, START + 34 * 4096);
    List<String> lines = kernel.recorder().lines();
    assertThat(lines.get(0)).startsWith("call: do_flush_tlb_all on [1,2]");
    assertThat(lines.get(1)).isEqualTo("flush all");
    assertThat(lines).hasSize(3);
  }

  @Test
  void flushTlbKernelRange_tlbFlushAll_flushesEverything() {
    TestKernel kernel = new TestKernel(3, Strategies.IMMEDIATE);
    kernel.call("flush_tlb_kernel_range", START, -1);
    assertThat(kernel.recorder().lines("call").get(0)).contains("do_flush_tlb_all");
  }

  @Test
  void purge_strategyThatMayDefer_asksItOnlyAboutVmalloc() {
    TestKernel kernel = new TestKernel(4, Strategies.SPARE_ALL_BUT_CPU_1);
    long area =
        kernel.call(
            "__vmalloc_node_range_noprof",
            4096,
            1,
            VmapAreas.VMALLOC,
            Protection.PAGE_KERNEL.bits());
    kernel.call("vfree", area);
    kernel.call("drain_vmap_area_work");
    kernel.call("flush_tlb_kernel_range", START, START + 4096);
    List<String> calls = kernel.recorder().lines("call");
    assertThat(calls.get(0))
        .contains("on [1] ")
        .contains("on_each_cpu_cond_mask < flush_tlb_kernel_range_deferrable < __purge_vmap");
    assertThat(calls.get(1)).contains("on [1,2,3] ").endsWith("mask < flush_tlb_kernel_range");
  }
}
