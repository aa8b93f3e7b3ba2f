package org.emukernel.mm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.emukernel.mm.kernel.Recording;
import org.emukernel.mm.kernel.Strategies;
import org.emukernel.mm.kernel.TestKernel;
import org.emukernel.mm.vmalloc.VmapRegion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every call chain by which the recorded kernel flushed kernel memory is a chain of this one,
 * function by function.
 */
class RecordedChainsTest {

  /** The fault itself is the architecture's. */
  private static final String FROM_HERE_ENTRY_CODE = " < exc_page_fault < asm_exc_page_fault";

  static List<String> recorded() {
    return Stream.of("do_flush_tlb_all", "do_kernel_range_flush")
        .flatMap(function -> Recording.chains(function).stream())
        .distinct()
        .toList();
  }

  /* What ipi-noise did in the recording: a filter attached and detached, stacks freed, a page of memfd_secret(). */
  private static Set<String> emulated() {
    TestKernel kernel =
        new TestKernel(2, Strategies.IMMEDIATE, VmapRegion.vmalloc(TestKernel.LAYOUT, 16L << 20));
    vfree(kernel);
    long filter = kernel.call("entry_SYSCALL_64_after_hwframe", 512, 0);
    kernel.call("entry_SYSCALL_64_after_hwframe", 0, filter);
    kworker(kernel, "bpf_jit_free", "bpf_prog_free_work");
    vfree(kernel);
    kworker(kernel, "drain_vmap_area_work", "drain_vmap_work");
    kernel.call("handle_mm_fault");
    Set<String> chains = new HashSet<>();
    for (String line : kernel.recorder().lines("call")) {
      chains.add(line.substring(line.indexOf("on_each_cpu_cond_mask")));
    }
    return chains;
  }

  private static void vfree(TestKernel kernel) {
    kernel.call("vfree", kernel.call("__vmalloc_node_range_noprof", 300 * 4096, 1, 0, 1));
  }

  private static void kworker(TestKernel kernel, String function, String work) {
    kernel.call("ret_from_fork_asm", kernel.addressOf(function), 0, kernel.addressOf(work));
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void chain_recorded_isEmulatedFunctionByFunction(String chain) {
    String inHere = chain.replace(FROM_HERE_ENTRY_CODE, "");
    assertThat(emulated()).contains(inHere);
  }

  @Test
  void recorded_hasTheSixKinds() {
    assertThat(recorded()).hasSize(6);
  }
}
