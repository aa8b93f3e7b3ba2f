package org.emukernel.mm.module;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.emukernel.api.paging.Protection;
import org.emukernel.mm.kernel.Recording;
import org.emukernel.mm.kernel.Strategies;
import org.emukernel.mm.kernel.TestKernel;
import org.emukernel.mm.vmalloc.Errno;
import org.junit.jupiter.api.Test;

class ModuleTest {

  private static final long MODULES = TestKernel.LAYOUT.modulesStart();

  private final TestKernel kernel = new TestKernel(2, Strategies.SPARE_ALL_BUT_CPU_1);

  private long load() {
    return kernel.call("__do_sys_finit_module", 3 * 4096, 2 * 4096, 4096);
  }

  private long base(long module, int type) {
    long physical = module - TestKernel.DIRECT_MAP;
    return kernel.arena().memory().readLong(physical + ModuleMemory.base(type));
  }

  private Protection protection(long module, int type) {
    return kernel.walk(base(module, type)).orElseThrow().protection();
  }

  private void freeInit() {
    kernel.call("do_free_init");
  }

  @Test
  void load_sectionsHaveTheirProtection() {
    long module = load();
    assertThat(protection(module, ModuleMemory.TEXT)).isEqualTo(Protection.PAGE_KERNEL_ROX);
    assertThat(protection(module, ModuleMemory.DATA)).isEqualTo(Protection.PAGE_KERNEL);
    assertThat(protection(module, ModuleMemory.RODATA)).isEqualTo(Protection.PAGE_KERNEL_RO);
    assertThat(protection(module, ModuleMemory.RO_AFTER_INIT)).isEqualTo(Protection.PAGE_KERNEL_RO);
    assertThat(protection(module, ModuleMemory.INIT_TEXT)).isEqualTo(Protection.PAGE_KERNEL_ROX);
  }

  @Test
  void load_cpaFlushes_mayNotWait() {
    kernel.call("set_memory_ro", TestKernel.DIRECT_MAP + (2L << 20), 1);
    kernel.recorder().clear();
    load();
    List<String> chains = kernel.recorder().lines("call");
    assertThat(chains).anyMatch(c -> c.contains("< cpa_flush < change_page_attr_set_clr"));
    assertThat(chains)
        .filteredOn(c -> c.contains("cpa_flush"))
        .allMatch(c -> c.contains("< flush_tlb_kernel_range < cpa_flush"));
  }

  @Test
  void load_initSections_areFreedByTheWorkAndOnlyThey() {
    long module = load();
    assertThat(kernel.variable("init_free_wq")).isEqualTo(1);
    freeInit();
    assertThat(kernel.walk(base(module, ModuleMemory.INIT_TEXT))).isEmpty();
    assertThat(kernel.walk(base(module, ModuleMemory.TEXT))).isPresent();
    assertThat(kernel.call("__do_sys_delete_module", module)).isZero();
    assertThat(kernel.mappedPages(MODULES, 1 << 20)).isEmpty();
  }

  @Test
  void unload_beforeTheWork_leavesTheInitSectionsToIt() {
    long module = load();
    kernel.call("__do_sys_delete_module", module);
    assertThat(kernel.mappedPages(MODULES, 1 << 20)).hasSize(3);
    freeInit();
    assertThat(kernel.mappedPages(MODULES, 1 << 20)).isEmpty();
    assertThat(load()).isEqualTo(module);
  }

  @Test
  void unload_purgesAtOnceAndMayWait() {
    long module = load();
    kernel.recorder().clear();
    kernel.call("__do_sys_delete_module", module);
    assertThat(kernel.recorder().lines("call").get(0))
        .endsWith(
            "flush_tlb_kernel_range_deferrable < __purge_vmap_area_lazy < _vm_unmap_aliases < vfree"
                + " < execmem_free < free_module < __do_sys_delete_module");
  }

  @Test
  void load_noMemory_givesEverythingBack() {
    while (kernel.mm().memory().frames().take() != 0) {
      // Takes all memory.
    }
    for (int i = 0; i < 8; i++) {
      kernel.mm().memory().frames().give(4096 + i);
    }
    assertThat(load()).isEqualTo(-Errno.ENOMEM);
    assertThat(kernel.mappedPages(MODULES, 1 << 20)).isEmpty();
    assertThat(kernel.call("__do_sys_delete_module", -Errno.ENOMEM)).isEqualTo(-Errno.ENOENT);
  }

  @Test
  void secretmemFault_chainAndFlush_areTheRecordings() {
    kernel.call("set_memory_4k", TestKernel.DIRECT_MAP + (2L << 20), 512);
    kernel.recorder().clear();
    long page = kernel.call("handle_mm_fault");
    assertThat(kernel.walk(page)).isEmpty();
    String chain = kernel.recorder().lines("call: do_kernel_range_flush").get(0);
    String emulated = chain.substring(chain.indexOf("on_each_cpu"));
    assertThat(Recording.chains("do_kernel_range_flush"))
        .anyMatch(recorded -> recorded.startsWith(emulated));
    kernel.call("secretmem_free_folio", page);
    assertThat(kernel.walk(page)).isPresent();
  }
}
