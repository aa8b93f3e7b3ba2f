package org.emukernel.mm.page;

/**
 * The kernel's mapping of all physical memory (page_offset_base, Documentation/arch/x86/x86_64/mm).
 *
 * @param base linear address of physical address 0
 * @param bytes how much is mapped
 */
public record DirectMap(long base, long bytes) {

  /** {@return the linear address of a physical address (__va())} */
  public long linear(long physical) {
    return base + physical;
  }

  /** {@return the physical address of an address in it (__pa())} */
  public long physical(long linear) {
    return linear - base;
  }

  /** {@return whether an address lies in it} */
  public boolean contains(long linear) {
    return Long.compareUnsigned(linear - base, bytes) < 0;
  }
}
