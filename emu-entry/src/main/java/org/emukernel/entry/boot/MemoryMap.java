package org.emukernel.entry.boot;

import org.emukernel.api.paging.LinearLayout;
import org.emukernel.entry.calling.AsmOffsets;
import org.emukernel.entry.idt.IstVector;

/**
 * Where things lie in linear memory: Documentation/arch/x86/x86_64/mm.rst and asm/cpu_entry_area.h,
 * Linux v6.1, 4-level paging without KASLR.
 */
public final class MemoryMap {

  /** __START_KERNEL_map: the kernel image's linear address less its physical one. */
  public static final long START_KERNEL_MAP = 0xffffffff80000000L;

  /** PAGE_OFFSET: the direct map of all physical memory. */
  public static final long PAGE_OFFSET = 0xffff888000000000L;

  /** The ranges that memory management hands out of. */
  public static final LinearLayout LAYOUT =
      new LinearLayout(
          PAGE_OFFSET,
          0xffff_c900_0000_0000L,
          0xffff_e8ff_ffff_ffffL,
          0xffff_ffff_c000_0000L,
          0xffff_ffff_ff00_0000L,
          0x7ff0_0000_0000L);

  /** CPU_ENTRY_AREA_RO_IDT: the read-only alias of the IDT. */
  public static final long RO_IDT = 0xfffffe0000000000L;

  /** CPU_ENTRY_AREA_PER_CPU: the first CPU's area. */
  public static final long CPU_ENTRY_AREA = RO_IDT + 0x1000;

  /** Bytes from one CPU's area to the next, all in use. */
  public static final long CPU_ENTRY_AREA_SIZE = 0x10000;

  /** TASK_SIZE_MAX: the user stack ends here. */
  public static final long USER_STACK_TOP = 0x7ffffffff000L;

  static final int PAGE = 0x1000;

  /* Offsets in struct cpu_entry_area. */
  private static final int CEA_ENTRY_STACK = PAGE;
  private static final int CEA_TSS = 2 * PAGE;
  private static final int CEA_ESTACKS = 3 * PAGE;

  private MemoryMap() {}

  /** {@return the linear address in the direct map} */
  public static long directMap(long physical) {
    return PAGE_OFFSET + physical;
  }

  /** {@return the physical address of something in the loaded image} */
  public static long imagePhysical(long linear) {
    return linear - START_KERNEL_MAP;
  }

  /** {@return the read-only GDT of a CPU: the start of its cpu_entry_area} */
  public static long gdt(int cpu) {
    return CPU_ENTRY_AREA + cpu * CPU_ENTRY_AREA_SIZE;
  }

  /** {@return the entry stack of a CPU, lowest address} */
  public static long entryStack(int cpu) {
    return gdt(cpu) + CEA_ENTRY_STACK;
  }

  /** {@return the read-only TSS of a CPU} */
  public static long tss(int cpu) {
    return gdt(cpu) + CEA_TSS;
  }

  /** {@return the exception stack of a CPU, lowest address} A guard page lies below each. */
  public static long exceptionStack(int cpu, IstVector vector) {
    long each = PAGE + AsmOffsets.EXCEPTION_STKSZ;
    return gdt(cpu) + CEA_ESTACKS + vector.ordinal() * each + PAGE;
  }

  static long pageAlign(long address) {
    return address + PAGE - 1 & -PAGE;
  }
}
