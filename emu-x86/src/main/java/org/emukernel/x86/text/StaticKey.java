package org.emukernel.x86.text;

import org.emukernel.api.kernel.RoutineFrame;

/**
 * struct static_key in emulated memory (include/linux/jump_label.h): {@code atomic_t enabled}, and
 * at 8 where the key's entries in {@code __jump_table} begin, with the type in bits 2:0.
 */
final class StaticKey {

  /**
   * The type bit of keys whose patches must interrupt every CPU at once, since their sites lie
   * where nothing has been caught up with yet: "jump_label: Add forceful jump label type" of the
   * deferral series (v4, v5).
   */
  static final long FORCEFUL = 4;

  private static final int ENTRIES = 8;
  private static final long TYPE_BITS = 7;

  private StaticKey() {}

  /* Constant after boot: reading it is no access to memory that anybody writes. */
  private static long word(RoutineFrame f, long key) {
    return f.load(key + ENTRIES, 8);
  }

  /** {@return static_key_entries(): the first entry, 0 if the key has no site} */
  static long entries(RoutineFrame f, long key) {
    return word(f, key) & ~TYPE_BITS;
  }

  static boolean isForceful(RoutineFrame f, long key) {
    return (word(f, key) & FORCEFUL) != 0;
  }

  /** {@return is_kernel_ro_after_init(), include/asm-generic/sections.h} */
  static boolean isReadOnlyAfterInit(RoutineFrame f, long key) {
    return key >= f.port().symbol("__start_ro_after_init")
        && key < f.port().symbol("__end_ro_after_init");
  }
}
