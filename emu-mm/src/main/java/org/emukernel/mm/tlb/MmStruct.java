package org.emukernel.mm.tlb;

import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.KernelVariable.Storage;

/**
 * The layout of struct mm_struct (include/linux/mm_types.h, Linux v6.18), as far as it is used. One
 * lies at the start of a page of its own; the kernel's is the variable {@code init_mm}.
 */
public final class MmStruct {

  /** The kernel's own. */
  public static final String INIT_MM = "init_mm";

  /** init_mm.context.ctx_id (arch/x86/include/asm/mmu.h). */
  public static final long INIT_MM_CTX_ID = 1;

  /** pgd: linear address of the root table. */
  public static final int PGD = 0;

  /** context.ctx_id: never used twice. */
  public static final int CTX_ID = 8;

  /** context.tlb_gen: how many flushes of it have begun. */
  public static final int TLB_GEN = 16;

  /** mm_users: how many tasks run in it. */
  public static final int MM_USERS = 24;

  /** mmap_lock, 0 when free. */
  public static final int MMAP_LOCK = 32;

  /** context.next_trim_cpumask, ns. */
  static final int NEXT_TRIM_CPUMASK = 40;

  /** Where mmap() looks for room first (mm->mmap_base, growing upwards here). */
  public static final int MMAP_BASE = 48;

  /** cpu_bitmap: mm_cpumask(). */
  public static final int CPU_BITMAP = 64;

  private MmStruct() {}

  /** {@return the address of the word of mm_cpumask() that has a CPU's bit} */
  public static long cpumaskWord(long mm, int cpu) {
    return mm + CPU_BITMAP + (long) (cpu >>> 6) * Long.BYTES;
  }

  static KernelVariable initMm(int cpus) {
    return new KernelVariable(INIT_MM, CPU_BITMAP + (cpus + 63) / 64 * Long.BYTES, Storage.GLOBAL);
  }
}
