package org.emukernel.mm.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.emukernel.api.paging.Protection;
import org.emukernel.mm.kernel.Recording;
import org.emukernel.mm.kernel.Strategies;
import org.emukernel.mm.kernel.TestKernel;
import org.emukernel.mm.kernel.Translation;
import org.emukernel.mm.vmalloc.VmapAreas;
import org.junit.jupiter.api.Test;

class BpfRoutinesTest {

  private final TestKernel kernel = new TestKernel(2, Strategies.IMMEDIATE);

  private long attach(long bytes) {
    return kernel.call("entry_SYSCALL_64_after_hwframe", bytes);
  }

  private void detach(long prog) {
    kernel.call("entry_SYSCALL_64_after_hwframe", 0, prog);
  }

  private void free(long prog) {
    detach(prog);
    runFreeWork();
  }

  private void runFreeWork() {
    kernel.call(
        "ret_from_fork_asm",
        kernel.addressOf("bpf_jit_free"),
        0,
        kernel.addressOf("bpf_prog_free_work"));
  }

  private void leaveSomethingLazy() {
    int protection = Protection.PAGE_KERNEL.bits();
    for (int i = 0; i < 10; i++) {
      long area =
          kernel.call("__vmalloc_node_range_noprof", 16384, 1, VmapAreas.VMALLOC, protection);
      kernel.call("vfree", area);
    }
    kernel.recorder().clear();
  }

  private List<String> chains() {
    return kernel.recorder().lines("call").stream()
        .map(l -> l.substring(l.indexOf("on_each_cpu")))
        .distinct()
        .toList();
  }

  @Test
  void attach_firstProgram_flushesByTheRecordedChains() {
    leaveSomethingLazy();
    attach(200);
    assertThat(Recording.chains("do_flush_tlb_all").subList(0, 3))
        .containsExactlyElementsOf(chains());
    assertThat(kernel.recorder().lines("call")).allMatch(l -> l.contains("do_flush_tlb_all"));
    assertThat(Recording.lines("alloc_vmap_area: "))
        .contains(
            String.format(
                "size=2101248 align=4096 vstart=0x%x vend=0x%x failed=0",
                TestKernel.LAYOUT.modulesStart(), TestKernel.LAYOUT.modulesEnd()));
    assertThat(kernel.recorder().lines("alloc"))
        .contains("alloc_vmap_area: va_start=0xffffffffc0000000 size=2101248 align=4096 failed=0");
  }

  @Test
  void attach_laterPrograms_shareThePackWithoutAFlush() {
    attach(200);
    kernel.recorder().clear();
    attach(4000);
    attach(65);
    assertThat(kernel.recorder().lines("call")).isEmpty();
    assertThat(kernel.recorder().lines("purge")).isEmpty();
  }

  @Test
  void attach_packPages_areReadOnlyAndExecutableAndReadOnlyInTheDirectMap() {
    attach(200);
    Translation page = kernel.walk(TestKernel.LAYOUT.modulesStart() + (1 << 20)).orElseThrow();
    assertThat(page.protection()).isEqualTo(Protection.PAGE_KERNEL_ROX);
    assertThat(kernel.walk(TestKernel.DIRECT_MAP + page.physical()).orElseThrow().protection())
        .isEqualTo(Protection.PAGE_KERNEL_RO);
  }

  @Test
  void free_lastProgramOfThePack_freesItByTheRecordedChain() {
    long first = attach(200);
    long second = attach(300);
    long physical = kernel.walk(TestKernel.LAYOUT.modulesStart()).orElseThrow().physical();
    kernel.recorder().clear();
    free(first);
    assertThat(kernel.recorder().lines("call")).isEmpty();
    free(second);
    assertThat(chains()).containsExactly(Recording.chains("do_flush_tlb_all").get(3));
    assertThat(kernel.walk(TestKernel.LAYOUT.modulesStart())).isEmpty();
    assertThat(kernel.walk(TestKernel.DIRECT_MAP + physical).orElseThrow().protection())
        .isEqualTo(Protection.PAGE_KERNEL);
    String purge = kernel.recorder().lines("purge").get(0);
    assertThat(purge)
        .startsWith("purge_vmap_area_lazy: start=0xffff8880")
        .contains(" end=0xffffffffc0201000 ");
  }

  @Test
  void detach_severalPrograms_areFreedByOneWork() {
    long first = attach(200);
    long second = attach(300);
    kernel.recorder().clear();
    detach(first);
    detach(second);
    assertThat(kernel.recorder().lines()).isEmpty();
    assertThat(kernel.variable("bpf_prog_free_work")).isEqualTo(1);
    runFreeWork();
    assertThat(kernel.recorder().lines("free_vmap_area_noflush")).hasSize(3);
    assertThat(kernel.mappedPages(TestKernel.LAYOUT.vmallocStart(), 1 << 20)).isEmpty();
  }

  @Test
  void attach_afterThePackIsGone_makesANewOne() {
    free(attach(200));
    kernel.recorder().clear();
    assertThat(attach(200)).isNotZero();
    assertThat(kernel.recorder().lines("alloc")).anyMatch(l -> l.contains("size=2101248"));
  }

  @Test
  void attach_moreThanAPack_fails() {
    assertThat(attach((2 << 20) + 1)).isZero();
    assertThat(attach(2 << 20)).isNotZero();
    assertThat(attach(2 << 20)).isNotZero();
    assertThat(attach(64)).isZero();
  }
}
