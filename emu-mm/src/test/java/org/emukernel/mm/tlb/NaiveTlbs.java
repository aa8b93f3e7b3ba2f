package org.emukernel.mm.tlb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.api.machine.AddressSpaceTags;
import org.emukernel.api.machine.AddressSpaceTags.KernelTag;
import org.emukernel.api.machine.OldTranslations;
import org.emukernel.mm.kernel.Recorder.Hardware;
import org.emukernel.mm.kernel.TestKernel;

/**
 * The TLBs of some CPUs as maps that never forget anything by themselves, with entry code that
 * looks at user_pcid_flush_mask, and what memory is really like: a version for each page of each
 * address space.
 */
final class NaiveTlbs implements Hardware {

  /** The owner of kernel pages. */
  static final int KERNEL = -1;

  private static final int GLOBAL = -1;
  private static final int USER = 0x800;

  private record Page(int owner, long linear) {}

  private record Cached(Page page, int version) {}

  private final TestKernel kernel;
  private final AddressSpaceTags tags;
  private final List<Map<Integer, Map<Long, Cached>>> tlbs = new ArrayList<>();
  private final Map<Page, Integer> versions = new HashMap<>();
  private final int[] asids;
  private final int[] spaces;
  private int kept;

  NaiveTlbs(TestKernel kernel, int cpus, AddressSpaceTags tags) {
    this.kernel = kernel;
    this.tags = tags;
    this.asids = new int[cpus];
    this.spaces = new int[cpus];
    for (int cpu = 0; cpu < cpus; cpu++) {
      tlbs.add(new HashMap<>());
      spaces[cpu] = KERNEL;
    }
  }

  static long rootOf(int space) {
    return (space + 2) * 0x10000L;
  }

  /** {@return how many loads kept old translations} */
  int kept() {
    return kept;
  }

  /** A page table entry changes; flushes must follow. */
  void change(int owner, long linear) {
    versions.merge(new Page(owner, linear), 1, Integer::sum);
  }

  /** A kernel access. */
  void useKernel(int cpu, long linear) {
    use(cpu, tags.kernel() == KernelTag.GLOBAL ? GLOBAL : asids[cpu], KERNEL, linear);
  }

  /** User code of the loaded address space reads a page. */
  void useUser(int cpu, long linear) {
    if (!tags.user().isOwn()) {
      use(cpu, asids[cpu], spaces[cpu], linear);
      return;
    }
    long mask = kernel.perCpu(TlbState.SYMBOL, cpu) + TlbState.USER_PCID_FLUSH_MASK;
    long bits = kernel.arena().memory().readLong(mask - TestKernel.DIRECT_MAP);
    long bit = 1L << asids[cpu] + 1;
    if ((bits & bit) != 0) {
      kernel.arena().memory().writeLong(mask - TestKernel.DIRECT_MAP, bits & ~bit);
      tag(cpu, asids[cpu] | USER).clear();
    }
    use(cpu, asids[cpu] | USER, spaces[cpu], linear);
  }

  private void use(int cpu, int tag, int owner, long linear) {
    Page page = new Page(owner, linear);
    Cached now = new Cached(page, versions.getOrDefault(page, 0));
    assertThat(tag(cpu, tag).computeIfAbsent(linear, l -> now)).as("CPU %d", cpu).isEqualTo(now);
  }

  private Map<Long, Cached> tag(int cpu, int tag) {
    return tlbs.get(cpu).computeIfAbsent(tag, t -> new HashMap<>());
  }

  @Override
  public void load(int cpu, long root, int asid, OldTranslations old) {
    assertThat(asid).isBetween(0, tags.asids() - 1);
    asids[cpu] = asid;
    spaces[cpu] = root == kernel.rootPhysical() ? KERNEL : (int) (root / 0x10000) - 2;
    if (old == OldTranslations.DROPPED) {
      tag(cpu, asid).clear();
    } else {
      kept++;
    }
  }

  @Override
  public void page(int cpu, long linear) {
    tag(cpu, asids[cpu]).remove(linear);
    tag(cpu, GLOBAL).remove(linear);
  }

  @Override
  public void userPage(int cpu, int asid, long linear) {
    tag(cpu, asid | USER).remove(linear);
  }

  @Override
  public void current(int cpu) {
    tag(cpu, asids[cpu]).clear();
  }

  @Override
  public void all(int cpu) {
    tlbs.get(cpu).clear();
  }
}
