package org.emukernel.entry.check;

/**
 * A row of {@code .static_call_sites}; struct static_call_site, include/linux/static_call_types.h,
 * v6.1.
 *
 * @param address of the CALL or JMP, linear
 * @param key address of the struct static_call_key, or in modules of the trampoline
 */
public record StaticCallSite(long address, long key) {
  /** The size of a row in bytes. */
  static final int RECORD_SIZE = 8;

  /** STATIC_CALL_SITE_FLAGS: bits of the key's field that are not part of its address. */
  static final long FLAGS = 3;
}
