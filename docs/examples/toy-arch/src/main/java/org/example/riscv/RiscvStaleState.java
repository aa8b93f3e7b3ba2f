package org.example.riscv;

import java.util.List;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.machine.StaleState;

/** What harts' TLBs and instruction fetches hold that may be older than memory. */
final class RiscvStaleState implements StaleState {

  private static final int EVERY_ASID = -1;
  private static final long MORE_IF_SET = Sv39.R | Sv39.W | Sv39.X | Sv39.U;

  private final List<Hart> harts;
  private final KernelText text;
  private final PhysicalMemory memory;
  private final long kernelRoot;

  RiscvStaleState(List<Hart> harts, KernelText text, PhysicalMemory memory, long kernelRoot) {
    this.harts = harts;
    this.text = text;
    this.memory = memory;
    this.kernelRoot = kernelRoot;
  }

  /* Stale if it names another page or allows more than the tables do now. */
  private boolean isStale(long root, long linear, long cached) {
    PageTables.Leaf leaf = PageTables.walk(memory, root, linear);
    if (leaf == null) {
      return true;
    }
    long page = Sv39.frame(leaf.entry()) + (linear & (1L << Sv39.shift(leaf.level())) - 1);
    return page != Sv39.frame(cached) || (cached & ~leaf.entry() & MORE_IF_SET) != 0;
  }

  @Override
  public void condemnKernel(long start, long end) {
    long first = start >= 0 ? MemoryMap.KERNEL_HALF : start;
    for (Hart hart : harts) {
      hart.tlb()
          .condemn(
              first, end, EVERY_ASID, (linear, level, entry) -> isStale(kernelRoot, linear, entry));
    }
  }

  @Override
  public void condemnUser(int cpu, int asid, long root, long start, long end) {
    long last = end < 0 ? MemoryMap.USER_END : end;
    harts
        .get(cpu)
        .tlb()
        .condemn(start, last, asid, (linear, level, entry) -> isStale(root, linear, entry));
  }

  /* Entries that lead to tables are not cached. */
  @Override
  public void condemnTable(long physical) {}

  /* An instruction word changes as a whole: there is nothing to be torn. */
  @Override
  public void patchStarted(long linear, byte[] before, byte[] after) {}

  @Override
  public void textSynced(long linear, int length) {
    text.synced(MemoryMap.physical(linear), length);
  }
}
