package org.emukernel.mm.mmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.emukernel.api.machine.AddressSpaceTags;
import org.emukernel.api.machine.AddressSpaceTags.KernelTag;
import org.emukernel.api.machine.AddressSpaceTags.UserTag;
import org.emukernel.api.paging.Isolation;
import org.emukernel.api.paging.Mapping;
import org.emukernel.api.paging.Permission;
import org.emukernel.api.paging.Protection;
import org.emukernel.api.paging.RootPair;
import org.emukernel.mm.kernel.Strategies;
import org.emukernel.mm.kernel.TestKernel;
import org.emukernel.mm.sched.BootTasks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** mmap, munmap and mprotect by a task that runs on one CPU. */
class UserMemoryTest {

  private static final long STACK = 0x7fff_ffff_e000L;
  private static final long PAGE = 4096;
  private static final long TABLE_BYTES = 2L << 20;

  private final TestKernel kernel = new TestKernel(2, Strategies.IMMEDIATE);
  private RootPair roots;

  @BeforeEach
  void startTask() {
    kernel.tags(new AddressSpaceTags(6, KernelTag.ADDRESS_SPACE, UserTag.PAGE_BY_PAGE));
    roots =
        kernel
            .mm()
            .addressSpaces(Isolation.PTI_PCID)
            .create(
                List.of(
                    new Mapping(STACK, 0x5000, PAGE, Protection.PAGE_SHARED, Mapping.Role.USER)));
    BootTasks.Places places =
        new BootTasks.Places() {
          @Override
          public long physical(String symbol) {
            return kernel.addressOf(symbol) - TestKernel.DIRECT_MAP;
          }

          @Override
          public long perCpu(String symbol, int cpu) {
            return kernel.perCpu(symbol, cpu);
          }
        };
    kernel.mm().bootTasks().initMm(kernel.rootPhysical(), places);
    kernel.mm().bootTasks().start(0, roots.kernel(), places);
  }

  private boolean isWritable(long linear) {
    return kernel.walk(roots.user(), linear).orElseThrow().protection().allows(Permission.WRITE);
  }

  @Test
  void mmap_pagesOverTwoTables_areThereInBothRoots() {
    long start = kernel.call("do_mmap", 0x7ff0_0000_0000L + TABLE_BYTES - PAGE, 3 * PAGE);
    for (int i = 0; i < 3; i++) {
      assertThat(kernel.walk(roots.kernel(), start + i * PAGE)).isPresent();
      assertThat(isWritable(start + i * PAGE)).isTrue();
    }
    assertThat(kernel.walk(roots.user(), start + 3 * PAGE)).isEmpty();
  }

  @Test
  void munmap_flushesBeforeItFreesAndGivesThePagesBack() {
    long start = kernel.call("do_mmap", 0, 2 * PAGE);
    long physical = kernel.walk(roots.user(), start).orElseThrow().physical();
    kernel.recorder().clear();

    kernel.call("__vm_munmap", start, 2 * PAGE);

    assertThat(kernel.walk(roots.user(), start)).isEmpty();
    assertThat(kernel.recorder().lines("invlpg"))
        .containsExactly("invlpg: 0x7ff000000000", "invlpg: 0x7ff000001000");
    assertThat(kernel.recorder().lines("cpu 0 invpcid")).hasSize(2);
    kernel.call("do_mmap", 0, PAGE);
    assertThat(kernel.walk(roots.user(), start).orElseThrow().physical())
        .isIn(physical, physical + PAGE);
  }

  @Test
  void munmap_nothingMapped_onlyFlushes() {
    kernel.call("__vm_munmap", 0x7ff0_0000_0000L, 2 * PAGE);
    assertThat(kernel.recorder().lines("invlpg")).hasSize(2);
  }

  @Test
  void mprotect_takesTheRightToWriteAwayAndGivesItBack() {
    long start = kernel.call("do_mmap", 0, 2 * PAGE);
    kernel.call("do_mprotect_pkey", start, PAGE, 1);
    assertThat(isWritable(start)).isFalse();
    assertThat(isWritable(start + PAGE)).isTrue();
    kernel.call("do_mprotect_pkey", start, PAGE, 3);
    assertThat(isWritable(start)).isTrue();
    assertThat(kernel.recorder().lines("invlpg")).hasSize(2);
  }

  @Test
  void munmap_moreThan33Pages_dropsTheWholeAddressSpace() {
    long start = kernel.call("do_mmap", 0, 34 * PAGE);
    kernel.recorder().clear();
    kernel.call("__vm_munmap", start, 34 * PAGE);
    assertThat(kernel.recorder().lines("invlpg")).isEmpty();
    assertThat(kernel.recorder().lines("cpu 0 flush local")).hasSize(1);
  }

  @Test
  void flushTlbAll_reachesEveryCpu() {
    kernel.call("flush_tlb_all");
    assertThat(kernel.recorder().lines("call").get(0)).startsWith("call: do_flush_tlb_all on [1]");
    assertThat(kernel.recorder().lines("flushed: 0x0-")).hasSize(1);
  }
}
