package org.emukernel.x86.paging;

import static org.emukernel.x86.paging.PageTableEntry.ACCESSED;
import static org.emukernel.x86.paging.PageTableEntry.DIRTY;
import static org.emukernel.x86.paging.PageTableEntry.FRAME;
import static org.emukernel.x86.paging.PageTableEntry.GLOBAL;
import static org.emukernel.x86.paging.PageTableEntry.NO_EXECUTE;
import static org.emukernel.x86.paging.PageTableEntry.PAGE_SIZE;
import static org.emukernel.x86.paging.PageTableEntry.PRESENT;
import static org.emukernel.x86.paging.PageTableEntry.TOP_LEVEL;
import static org.emukernel.x86.paging.PageTableEntry.USER;
import static org.emukernel.x86.paging.PageTableEntry.WRITABLE;

import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.paging.Permission;
import org.emukernel.api.paging.Protection;

/**
 * 4-level paging of x86-64: PTE, PDE, PDPTE and PML4E are levels 1 to 4. A leaf is written with the
 * accessed flag and, if writable, the dirty flag set, as Linux does for kernel mappings
 * (_PAGE_KERNEL holds both), so that the processor need not set them.
 *
 * <p>Source: Intel SDM vol. 3A, "4-Level Paging and 5-Level Paging" and its tables of entry
 * formats.
 */
public final class X86PageTableFormat implements PageTableFormat {

  @Override
  public int levels() {
    return TOP_LEVEL;
  }

  @Override
  public int index(long linear, int level) {
    return (int) (linear >>> PageTableEntry.shift(level)) & (ENTRIES - 1);
  }

  @Override
  public long bytesCovered(int level) {
    return 1L << PageTableEntry.shift(level);
  }

  @Override
  public boolean mayMap(int level) {
    return level <= 3;
  }

  @Override
  public long tableEntry(long physical, Protection span) {
    return physical | PRESENT | ACCESSED | flags(span);
  }

  @Override
  public long leafEntry(long physical, int level, Protection protection) {
    long size = level > 1 ? PAGE_SIZE : 0;
    return physical | PRESENT | ACCESSED | size | leafFlags(protection);
  }

  private static long leafFlags(Protection protection) {
    long dirty = protection.allows(Permission.WRITE) ? DIRTY : 0;
    long global = protection.allows(Permission.GLOBAL) ? GLOBAL : 0;
    return flags(protection) | dirty | global;
  }

  private static long flags(Protection protection) {
    long write = protection.allows(Permission.WRITE) ? WRITABLE : 0;
    long user = protection.allows(Permission.USER) ? USER : 0;
    long noExecute = protection.allows(Permission.EXECUTE) ? 0 : NO_EXECUTE;
    return write | user | noExecute;
  }

  @Override
  public boolean present(long entry) {
    return (entry & PRESENT) != 0;
  }

  @Override
  public boolean leaf(long entry, int level) {
    return level == 1 || (entry & PAGE_SIZE) != 0;
  }

  @Override
  public long physical(long entry, int level) {
    boolean large = level > 1 && (entry & PAGE_SIZE) != 0;
    return large ? entry & FRAME & -bytesCovered(level) : entry & FRAME;
  }

  @Override
  public Protection protection(long entry) {
    int bits =
        bit(entry, WRITABLE, Permission.WRITE)
            | bit(entry, USER, Permission.USER)
            | bit(entry, GLOBAL, Permission.GLOBAL)
            | bit(~entry, NO_EXECUTE, Permission.EXECUTE);
    return Protection.ofBits(bits);
  }

  private static int bit(long entry, long mask, Permission permission) {
    return (entry & mask) != 0 ? permission.bit() : 0;
  }

  @Override
  public long withProtection(long entry, Protection protection) {
    /* set_memory_ro() clears the dirty flag with the write flag: a page that is dirty and read-only is a shadow stack. */
    long kept = entry & ~(WRITABLE | USER | DIRTY | GLOBAL | NO_EXECUTE);
    return kept | leafFlags(protection);
  }

  @Override
  public long notPresent(long entry) {
    return entry & ~PRESENT;
  }
}
