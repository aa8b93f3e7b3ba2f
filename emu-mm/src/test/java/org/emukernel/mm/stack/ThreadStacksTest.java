package org.emukernel.mm.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.mm.kernel.Strategies;
import org.emukernel.mm.kernel.TestKernel;
import org.emukernel.mm.vmalloc.Errno;
import org.emukernel.mm.vmalloc.VmapRegion;
import org.junit.jupiter.api.Test;

class ThreadStacksTest {

  private final TestKernel kernel = new TestKernel(2, Strategies.IMMEDIATE);

  private List<Long> fork(int count) {
    List<Long> stacks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stacks.add(kernel.call("__do_sys_clone"));
    }
    return stacks;
  }

  private void exit(List<Long> stacks) {
    stacks.forEach(s -> kernel.call("finish_task_switch", s));
  }

  private void runVfreeWork() {
    kernel.call(
        "ret_from_fork_asm",
        kernel.addressOf("delayed_vfree_work"),
        0,
        kernel.addressOf("vfree_deferred_work"));
  }

  @Test
  void clone_noCachedStack_allocatesAlignedStacksWithAGuardPage() {
    List<Long> stacks = fork(2);
    assertThat(stacks).containsExactly(0xffffc90000000000L, 0xffffc90000008000L);
    assertThat(kernel.mappedPages(stacks.get(0), 0x8000)).hasSize(4);
    assertThat(kernel.recorder().lines("alloc"))
        .first()
        .isEqualTo("alloc_vmap_area: va_start=0xffffc90000000000 size=20480 align=16384 failed=0");
  }

  @Test
  void exit_twoStacks_areKeptAndUsedAgain() {
    List<Long> stacks = fork(2);
    exit(stacks);
    kernel.recorder().clear();
    assertThat(fork(2)).containsExactlyElementsOf(stacks);
    assertThat(kernel.recorder().lines()).isEmpty();
  }

  @Test
  void exit_thirdStackAndFourth_waitForAKworkerThatFreesBoth() {
    List<Long> stacks = fork(4);
    exit(stacks);
    assertThat(kernel.recorder().lines("free")).isEmpty();
    assertThat(kernel.variable("vfree_deferred_work")).isEqualTo(1);
    runVfreeWork();
    assertThat(kernel.recorder().lines("free"))
        .containsExactly(
            "free_vmap_area_noflush: va_start=0xffffc90000018000 nr_lazy=5 nr_lazy_max=16384",
            "free_vmap_area_noflush: va_start=0xffffc90000010000 nr_lazy=10 nr_lazy_max=16384");
    assertThat(kernel.variable("vfree_deferred_work")).isZero();
    assertThat(kernel.variable("vfree_deferred")).isZero();
    assertThat(kernel.mappedPages(TestKernel.LAYOUT.vmallocStart(), 0x20000)).hasSize(8);
  }

  @Test
  void clone_noRoom_returnsEnomem() {
    TestKernel small =
        new TestKernel(2, Strategies.IMMEDIATE, VmapRegion.vmalloc(TestKernel.LAYOUT, 256 << 10));
    long last = 0;
    for (int i = 0; i < 9; i++) {
      last = small.call("__do_sys_clone");
    }
    assertThat(last).isEqualTo(-Errno.ENOMEM);
  }

  @Test
  void forkAndExit_inATurn_makesFewSteps() {
    exit(fork(2));
    long[] steps = {0};
    for (int i = 0; i < 3; i++) {
      kernel.call("__do_sys_clone");
    }
    kernel.callWatched(chain -> steps[0]++, "finish_task_switch", kernel.call("__do_sys_clone"));
    assertThat(steps[0]).isLessThan(12);
  }
}
