package org.emukernel.mm.sched;

import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.tlb.MmStruct;
import org.emukernel.mm.tlb.TlbState;

/**
 * What the first tasks leave in the kernel's variables when the machine has booted: init_mm, and on
 * each CPU a user task with an address space of its own, loaded under ASID 0
 * (initialize_tlbstate_and_flush(), arch/x86/mm/tlb.c, Linux v6.18). For boot: writes straight to
 * physical memory.
 */
public final class BootTasks {

  /** The number under which each CPU's first address space is loaded. */
  public static final int ASID = 0;

  private final KernelMemory kernel;
  private final PhysicalMemory memory;
  private final long mmapBase;

  /**
   * Writes into a kernel's memory.
   *
   * @param mmapBase where user programs' anonymous memory begins
   */
  public BootTasks(KernelMemory kernel, long mmapBase) {
    this.mmapBase = mmapBase;
    this.kernel = kernel;
    this.memory = kernel.memory();
  }

  /** Where the kernel's variables are. */
  public interface Places {

    /** {@return the physical address of a global variable} */
    long physical(String symbol);

    /** {@return the linear address of a CPU's copy of a per-CPU variable, in the direct map} */
    long perCpu(String symbol, int cpu);
  }

  /** Fills init_mm in. */
  public void initMm(long root, Places places) {
    long at = places.physical(MmStruct.INIT_MM);
    memory.writeLong(at + MmStruct.PGD, kernel.directMap().linear(root));
    memory.writeLong(at + MmStruct.CTX_ID, MmStruct.INIT_MM_CTX_ID);
  }

  /**
   * Makes a CPU's first user task.
   *
   * @param root physical address of the root table of its address space
   */
  public void start(int cpu, long root, Places places) {
    long mm = newMm(MmStruct.INIT_MM_CTX_ID + 1 + cpu, root);
    set(MmStruct.cpumaskWord(mm, cpu), 1L << cpu);
    long tlbstate = places.perCpu(TlbState.SYMBOL, cpu);
    set(tlbstate + TlbState.LOADED_MM, mm);
    set(tlbstate + TlbState.LOADED_MM_ASID, ASID | ASID + 1L << 16);
    set(tlbstate + TlbState.ctxId(ASID), MmStruct.INIT_MM_CTX_ID + 1 + cpu);
    long task = places.perCpu(RunQueue.INIT_TASK, cpu);
    set(task + TaskStruct.MM, mm);
    set(task + TaskStruct.ACTIVE_MM, mm);
    set(task + TaskStruct.NEXT, task);
    set(places.perCpu(RunQueue.SYMBOL, cpu) + RunQueue.CURR, task);
  }

  private long newMm(long ctxId, long root) {
    long mm = kernel.directMap().linear(kernel.frames().takeZeroed() << PageTableFormat.PAGE_SHIFT);
    set(mm + MmStruct.PGD, kernel.directMap().linear(root));
    set(mm + MmStruct.CTX_ID, ctxId);
    set(mm + MmStruct.MM_USERS, 1);
    set(mm + MmStruct.MMAP_BASE, mmapBase);
    return mm;
  }

  private void set(long linear, long value) {
    memory.writeLong(kernel.directMap().physical(linear), value);
  }
}
