package org.emukernel.mm.percpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.emukernel.mm.kernel.Strategies;
import org.emukernel.mm.kernel.TestKernel;
import org.emukernel.mm.vmalloc.VmapRegion;
import org.junit.jupiter.api.Test;

class PercpuTest {

  private static final long START = TestKernel.LAYOUT.vmallocStart();
  private static final long UNIT = 256 << 10;
  private static final int CPUS = 3;

  private final TestKernel kernel = kernel();

  private static TestKernel kernel() {
    return new TestKernel(
        CPUS, Strategies.SPARE_ALL_BUT_CPU_1, VmapRegion.vmalloc(TestKernel.LAYOUT, 16L << 20));
  }

  private static long alloc(TestKernel in, long bytes) {
    return in.call("pcpu_alloc_noprof", bytes, 8);
  }

  private static int populated(TestKernel in) {
    return in.mappedPages(START, 4L << 20).size() / CPUS;
  }

  private void balance() {
    kernel.call(
        "ret_from_fork_asm",
        kernel.addressOf("pcpu_balance_workfn"),
        0,
        kernel.addressOf("pcpu_balance_work"));
  }

  @Test
  void alloc_first_populatesItsPageForEveryCpu() {
    long address = alloc(kernel, 100);
    assertThat(address).isEqualTo(START);
    for (int cpu = 0; cpu < CPUS; cpu++) {
      assertThat(kernel.walk(START + cpu * UNIT)).isPresent();
    }
    assertThat(populated(kernel)).isEqualTo(1);
    assertThat(alloc(kernel, 8)).isEqualTo(START + 104);
    assertThat(kernel.recorder().lines("call")).isEmpty();
  }

  @Test
  void alloc_fewEmptyPagesLeft_hasThemPopulatedByTheWork() {
    alloc(kernel, 8);
    assertThat(kernel.variable("pcpu_balance_work")).isEqualTo(1);
    balance();
    assertThat(populated(kernel)).isEqualTo(5);
    assertThat(kernel.variable("pcpu_balance_work")).isZero();
    alloc(kernel, 4096);
    assertThat(kernel.variable("pcpu_balance_work")).isZero();
  }

  @Test
  void alloc_moreThanAUnit_isRefused() {
    assertThat(alloc(kernel, UNIT + 1)).isZero();
    assertThat(alloc(kernel, 0)).isZero();
    assertThat(alloc(kernel, UNIT)).isNotZero();
  }

  /* PCPU_EMPTY_POP_RECLAIM_THRESHOLD: a quarter of 64 pages empty in one chunk, and 4 elsewhere. */
  @Test
  void free_manyEmptyPages_areReclaimedWithAFlushThatMayNotWait() {
    long other = alloc(kernel, UNIT - 8 * 4096);
    long keptThere = alloc(kernel, 8);
    long first = alloc(kernel, 32 * 4096);
    long keptHere = alloc(kernel, 10 * 4096);
    kernel.call("free_percpu", other);
    balance();
    kernel.recorder().clear();
    kernel.call("free_percpu", first);
    assertThat(kernel.variable("pcpu_balance_work")).isEqualTo(1);
    int before = populated(kernel);
    balance();
    assertThat(populated(kernel)).isLessThan(before);
    assertThat(kernel.recorder().lines("call").get(0))
        .endsWith(
            "on_each_cpu_cond_mask < flush_tlb_kernel_range < pcpu_reclaim_populated"
                + " < pcpu_balance_workfn < process_one_work < worker_thread < kthread"
                + " < ret_from_fork < ret_from_fork_asm");
    for (int cpu = 0; cpu < CPUS; cpu++) {
      assertThat(kernel.walk(keptHere + cpu * UNIT)).isPresent();
      assertThat(kernel.walk(keptThere + cpu * UNIT)).isPresent();
    }
  }

  @Test
  void free_secondWhollyFreeChunk_isDestroyedWithoutAFlush() {
    long one = alloc(kernel, UNIT);
    long two = alloc(kernel, UNIT);
    kernel.call("free_percpu", one);
    assertThat(kernel.variable("free_vmap_area_lock")).isZero();
    kernel.call("free_percpu", two);
    kernel.recorder().clear();
    balance();
    assertThat(kernel.recorder().lines("flushed")).isEmpty();
    assertThat(kernel.recorder().lines("free_vmap")).hasSize(1);
    assertThat(kernel.mappedPages(two, UNIT)).isEmpty();
    assertThat(kernel.mappedPages(one, UNIT)).isNotEmpty();
  }

  @Test
  void alloc_noMemory_givesThePlaceBack() {
    while (kernel.mm().memory().frames().take() != 0) {
      // Takes all memory.
    }
    assertThat(alloc(kernel, 8)).isZero();
    for (int i = 0; i < 40; i++) {
      kernel.mm().memory().frames().give(4096 + i);
    }
    assertThat(alloc(kernel, 8)).isEqualTo(START);
  }

  private record Area(long address, int bytes) {}

  @Property(tries = 20, seed = "20261128")
  void anySequence_areasAreApartPopulatedAndKept(@ForAll long seed) {
    TestKernel fresh = kernel();
    Random random = new Random(seed);
    List<Area> live = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int action = random.nextInt(10);
      if (action < 5) {
        int bytes = 1 + random.nextInt(random.nextInt(4) == 0 ? 100_000 : 3000);
        Area made = new Area(alloc(fresh, bytes), bytes);
        if (made.address != 0) {
          assertThat(live).noneMatch(area -> overlap(area, made));
          live.add(made);
        }
      } else if (action < 9 && !live.isEmpty()) {
        fresh.call("free_percpu", live.remove(random.nextInt(live.size())).address);
      } else {
        fresh.call("pcpu_balance_workfn");
      }
      requireMapped(fresh, live);
    }
    live.forEach(area -> fresh.call("free_percpu", area.address));
    fresh.call("pcpu_balance_workfn");
    fresh.call("_vm_unmap_aliases", -1, 0, 0);
    assertThat(alloc(fresh, (int) UNIT)).isNotZero();
  }

  private static boolean overlap(Area a, Area b) {
    return a.address < b.address + b.bytes && b.address < a.address + a.bytes;
  }

  private static void requireMapped(TestKernel kernel, List<Area> live) {
    for (Area area : live) {
      for (int cpu = 0; cpu < CPUS; cpu++) {
        long start = area.address + cpu * UNIT;
        for (long page = start & -4096; page < start + area.bytes; page += 4096) {
          assertThat(kernel.walk(page)).isPresent();
        }
      }
    }
  }
}
