package org.emukernel.scenarios.verify;

import java.util.List;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.cpu.RootRegister;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.reg.Control;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.tlb.CurrentMapping;

/**
 * Hardware that translates the pages whose mapping changes as soon as it can, and keeps what it has
 * until it must drop it. It may do so at any time, or never; but where pages come and go with the
 * same rights, whatever is found in a CPU's TLB by any hardware is at least as old in that of this
 * one, and an entry does no more harm by being younger, or gone.
 */
final class EagerFills {

  private static final long PAGE_BYTES = 4096;

  private final VerifyModel.Mappings mappings;
  private final long[] pages;
  private final List<Cpu> cpus;
  private final boolean[] touching;
  private final CurrentMapping mapping;
  private final boolean twoRoots;

  /**
   * Begins with all CPUs in user mode.
   *
   * @param pages whose mapping changes
   * @param touching of each CPU, whether it ever touches them
   */
  EagerFills(
      VerifyModel.Mappings mappings,
      long[] pages,
      List<Cpu> cpus,
      PhysicalMemory memory,
      boolean[] touching) {
    this.mappings = mappings;
    this.pages = pages.clone();
    this.cpus = List.copyOf(cpus);
    this.touching = touching.clone();
    long root = cpus.get(0).registers().get(Reg.CR3);
    twoRoots = RootRegister.isUser(root);
    long kernelRoot = RootRegister.kernelRoot(root);
    mapping = new CurrentMapping(memory, kernelRoot, kernelRoot);
  }

  /**
   * {@return the next translation that can be made and is not there; {@link Action#NONE} if none}
   */
  int next() {
    for (int page = 0; page < pages.length; page++) {
      for (int cpu = 0; cpu < cpus.size(); cpu++) {
        if (touching[cpu] && isInKernelRoot(cpu) && isMissing(cpu, pages[page])) {
          return Action.of(Action.Kind.FILL, cpu, page);
        }
      }
    }
    return Action.NONE;
  }

  private boolean isInKernelRoot(int cpu) {
    return !isOfUser(cpus.get(cpu).registers().get(Reg.CR3));
  }

  private boolean isOfUser(long cr3) {
    return twoRoots && RootRegister.isUser(cr3);
  }

  private boolean isMissing(int cpu, long page) {
    Mmu mmu = cpus.get(cpu).mmu();
    return mmu.tlb().find(page, mmu.pcid()) < 0
        && mapping.firstMapped(page, page + PAGE_BYTES) != CurrentMapping.NOTHING;
  }

  /**
   * {@return whether a CPU that has just written CR3 could as well have done so before whatever the
   * others did last} From the user's root nothing can be translated, so that an earlier entry only
   * means earlier translations; on the way out what is translated before the write is dropped by
   * it, unless PCIDs or global pages keep it.
   */
  boolean mayWriteEarlier(int cpu, long oldCr3) {
    if (!twoRoots) {
      return false;
    }
    long newCr3 = cpus.get(cpu).registers().get(Reg.CR3);
    return isOfUser(oldCr3) != isOfUser(newCr3) && (isOfUser(oldCr3) || dropsAll(cpu));
  }

  private boolean dropsAll(int cpu) {
    boolean pcids = (cpus.get(cpu).registers().get(Reg.CR4) & Control.CR4_PCIDE) != 0;
    return !pcids && mappings == VerifyModel.Mappings.COME_AND_GO;
  }
}
