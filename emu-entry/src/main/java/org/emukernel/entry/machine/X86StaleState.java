package org.emukernel.entry.machine;

import java.util.List;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.machine.StaleState;
import org.emukernel.api.paging.RootPair;
import org.emukernel.x86.cpu.AddressSpaceNumbers;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.mem.KernelText;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.tlb.CurrentMapping;

/** What the TLBs, paging-structure caches and instruction streams of x86 CPUs hold. */
final class X86StaleState implements StaleState {

  private static final long USER_END = 0x8000_0000_0000L;

  /**
   * The first address of the half in which all address spaces are alike; a kernel flush says
   * nothing of the other.
   */
  private static final long KERNEL_HALF = 0xffff_8000_0000_0000L;

  private static final int PAGE = 4096;

  /** How far {@link #changedUnseen} looks; a store buffer holds the last few entries at most. */
  private static final int MOST_PAGES = 512;

  private final List<Cpu> cpus;
  private final KernelText text;
  private final CurrentMapping mapping;

  X86StaleState(List<Cpu> cpus, KernelText text, PhysicalMemory memory, RootPair roots) {
    this.cpus = cpus;
    this.text = text;
    this.mapping = new CurrentMapping(memory, roots.kernel(), roots.user());
  }

  @Override
  public void condemnKernel(long start, long end) {
    for (Cpu cpu : cpus) {
      cpu.mmu().condemn(inKernelHalf(start), end, mapping);
    }
  }

  static long inKernelHalf(long start) {
    return start >= 0 ? KERNEL_HALF : start;
  }

  @Override
  public boolean markStale(int cpu, long start, long end, Mark mark) {
    Mmu mmu = cpus.get(cpu).mmu();
    return mmu.tlb().markStale(inKernelHalf(start), end, kernelPcid(mmu), mapping, mark);
  }

  @Override
  public long firstMarked(int cpu, Mark mark) {
    Mmu mmu = cpus.get(cpu).mmu();
    int number = mmu.tlb().firstMarked(kernelPcid(mmu), mark);
    return number < 0 ? UNKNOWN : mmu.tlb().entry(number).linear();
  }

  @Override
  public void unmark(int cpu, Mark mark) {
    cpus.get(cpu).mmu().tlb().unmark(mark);
  }

  /* Of the address space that is loaded, whichever half of it. */
  private static int kernelPcid(Mmu mmu) {
    return AddressSpaceNumbers.inKernel(mmu.pcid());
  }

  @Override
  public void awaitSerialization(int cpu) {
    cpus.get(cpu).mmu().awaitSerialization();
  }

  @Override
  public boolean takeAwaitedSerialization(int cpu) {
    return cpus.get(cpu).mmu().takeAwaitedSerialization();
  }

  @Override
  public long firstMapped(long start, long end) {
    return mapping.firstMapped(start, end);
  }

  @Override
  public long changedUnseen(int cpu, long start, long end) {
    Mmu mmu = cpus.get(cpu).mmu();
    int pages = 0;
    for (long at = inKernelHalf(start); mmu.hasBufferedStores() && at < end; at += PAGE) {
      long entry = mapping.leafEntryAddress(at);
      if (entry != CurrentMapping.NOTHING && mmu.isBuffered(entry)) {
        return at;
      }
      if (++pages == MOST_PAGES) {
        break;
      }
    }
    return UNKNOWN;
  }

  @Override
  public void condemnUser(int cpu, int asid, long root, long start, long end) {
    long userEnd = end < 0 ? USER_END : end;
    CurrentMapping now = mapping.of(root);
    Mmu mmu = cpus.get(cpu).mmu();
    if (cpus.get(cpu).addressSpaceTags().asids() == 1) {
      mmu.condemn(start, userEnd, 0, now);
      return;
    }
    mmu.condemn(start, userEnd, AddressSpaceNumbers.kernelPcid(asid), now);
    if (cpus.get(cpu).addressSpaceTags().user().isOwn()) {
      mmu.condemn(start, userEnd, AddressSpaceNumbers.userPcid(asid), now);
    }
  }

  @Override
  public void condemnTable(long physical) {
    for (Cpu cpu : cpus) {
      cpu.mmu().condemnTable(physical);
    }
  }

  @Override
  public void patchStarted(long linear, byte[] before, byte[] after) {
    text.patchStarted(linear, before, after);
  }

  @Override
  public void textSynced(long linear, int length) {
    text.synced(linear, length);
  }
}
