package org.emukernel.mm.vmalloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.emukernel.mm.kernel.Strategies;
import org.emukernel.mm.kernel.TestKernel;

class VmapBlocksPropertyTest {

  private static final long START = TestKernel.LAYOUT.vmallocStart();
  private static final int PAGE = 4096;

  private record Live(long address, int pages) {}

  /* What was unmapped must be flushed before its address can be handed out again. */
  @Property(tries = 15, seed = "20261127")
  void vmMapRam_anySequence_mapsWhatIsLiveAndReusesOnlyWhatWasFlushed(@ForAll long seed) {
    TestKernel kernel =
        new TestKernel(2, Strategies.IMMEDIATE, VmapRegion.vmalloc(TestKernel.LAYOUT, 16L << 20));
    Random random = new Random(seed);
    List<Live> live = new ArrayList<>();
    Set<Long> unflushed = new TreeSet<>();
    for (int i = 0; i < 60; i++) {
      kernel.recorder().clear();
      if (random.nextInt(5) == 0) {
        kernel.call(random.nextBoolean() ? "_vm_unmap_aliases" : "drain_vmap_area_work", -1, 0, 0);
      } else if (random.nextBoolean() && !live.isEmpty()) {
        Live gone = live.remove(random.nextInt(live.size()));
        kernel.call("vm_unmap_ram", gone.address, gone.pages);
        pages(gone).forEach(unflushed::add);
      } else {
        Live made = map(kernel, 1 + random.nextInt(80));
        assertThat(unflushed).doesNotContainAnyElementsOf(pages(made));
        live.add(made);
      }
      removeFlushed(kernel, unflushed);
      List<Long> expected = live.stream().flatMap(l -> pages(l).stream()).sorted().toList();
      assertThat(kernel.mappedPages(START, 16L << 20)).isEqualTo(expected);
    }
    kernel.recorder().clear();
    kernel.call("_vm_unmap_aliases", -1, 0, 0);
    removeFlushed(kernel, unflushed);
    assertThat(unflushed).isEmpty();
  }

  private static Live map(TestKernel kernel, int pages) {
    long chain = kernel.mm().memory().frames().takeChain(pages);
    return new Live(kernel.call("vm_map_ram", chain, pages), pages);
  }

  private static List<Long> pages(Live live) {
    List<Long> pages = new ArrayList<>();
    for (int i = 0; i < live.pages; i++) {
      pages.add(live.address + (long) i * PAGE);
    }
    return pages;
  }

  private static void removeFlushed(TestKernel kernel, Set<Long> unflushed) {
    for (String line : kernel.recorder().lines("flushed")) {
      String[] range = line.substring("flushed: ".length()).split("-");
      long start = Long.parseUnsignedLong(range[0].substring(2), 16);
      long end = Long.parseUnsignedLong(range[1].substring(2), 16);
      unflushed.removeIf(page -> page >= start && page < end);
    }
  }
}
