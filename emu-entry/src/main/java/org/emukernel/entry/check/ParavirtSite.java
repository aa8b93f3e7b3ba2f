package org.emukernel.entry.check;

/**
 * A row of {@code .parainstructions}; struct paravirt_patch_site, asm/paravirt_types.h, v6.1.
 *
 * @param address of the indirect call, linear
 * @param slot which pointer of pv_ops it calls
 * @param length of the site in bytes
 */
public record ParavirtSite(long address, int slot, int length) {
  /** The size of a row in bytes. */
  static final int RECORD_SIZE = 16;
}
