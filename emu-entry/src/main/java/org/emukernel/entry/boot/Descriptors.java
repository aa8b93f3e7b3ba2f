package org.emukernel.entry.boot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.emukernel.entry.calling.AsmOffsets;
import org.emukernel.entry.idt.IstVector;

/**
 * A CPU's GDT and TSS (gdt_page in arch/x86/kernel/cpu/common.c, asm/segment.h, Linux v6.1; SDM
 * vol. 3A, "Segment Descriptors" and "64-Bit Task State Segment").
 */
public final class Descriptors {

  /** GDT_SIZE - 1. */
  public static final int GDT_LIMIT = 16 * 8 - 1;

  /** GDT_ENTRY_TSS * 8. */
  public static final int TSS_SELECTOR = 0x40;

  private static final long KERNEL32_CS = 0x00cf9b000000ffffL;
  private static final long KERNEL_CS = 0x00af9b000000ffffL;
  private static final long KERNEL_DS = 0x00cf93000000ffffL;
  private static final long USER32_CS = 0x00cffb000000ffffL;
  private static final long USER_DS = 0x00cff3000000ffffL;
  private static final long USER_CS = 0x00affb000000ffffL;

  /** Present, busy 64-bit TSS, byte granular. */
  private static final long BUSY_TSS = 0x00008b0000000000L;

  /** Present, DPL 3, accessed expand-down data: its limit is the CPU's number. */
  private static final long CPUNODE = 0x0040f50000000000L;

  private static final int CPUNODE_SELECTOR = 0x78;

  private Descriptors() {}

  /** {@return the GDT of a CPU} */
  public static byte[] gdt(int cpu) {
    ByteBuffer gdt = ByteBuffer.allocate(GDT_LIMIT + 1).order(ByteOrder.LITTLE_ENDIAN);
    gdt.putLong(0).putLong(KERNEL32_CS).putLong(KERNEL_CS).putLong(KERNEL_DS);
    gdt.putLong(USER32_CS).putLong(USER_DS).putLong(USER_CS);
    long base = MemoryMap.tss(cpu);
    long low = (base & 0xffffff) << 16 | (base & 0xff000000L) << 32;
    gdt.putLong(TSS_SELECTOR, BUSY_TSS | low | tssLimit());
    gdt.putLong(TSS_SELECTOR + Long.BYTES, base >>> Integer.SIZE);
    gdt.putLong(CPUNODE_SELECTOR, CPUNODE | cpu & 0xffff);
    return gdt.array();
  }

  /** {@return the TSS of a CPU} */
  public static byte[] tss(int cpu) {
    ByteBuffer tss = ByteBuffer.allocate(AsmOffsets.SIZEOF_TSS).order(ByteOrder.LITTLE_ENDIAN);
    tss.putLong(AsmOffsets.TSS_SP0, MemoryMap.entryStack(cpu) + MemoryMap.PAGE);
    for (IstVector vector : IstVector.values()) {
      long top = MemoryMap.exceptionStack(cpu, vector) + AsmOffsets.EXCEPTION_STKSZ;
      tss.putLong(AsmOffsets.TSS_IST + (vector.ist() - 1) * Long.BYTES, top);
    }
    tss.putShort(AsmOffsets.TSS_IO_BITMAP_BASE, (short) AsmOffsets.SIZEOF_TSS);
    return tss.array();
  }

  /** {@return the limit of a TSS} */
  public static int tssLimit() {
    return AsmOffsets.SIZEOF_TSS - 1;
  }
}
