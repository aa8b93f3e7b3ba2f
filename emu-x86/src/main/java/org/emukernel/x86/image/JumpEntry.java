package org.emukernel.x86.image;

import org.emukernel.x86.asm.Likelihood;

/**
 * A static branch; struct jump_entry, include/linux/jump_label.h, v6.x.
 *
 * @param code address of the site, linear
 * @param target where the JMP goes, linear
 * @param key address of the struct static_key, linear
 * @param likelihood which way falls through
 * @param size of the site in bytes: 2 or 5
 */
public record JumpEntry(long code, long target, long key, Likelihood likelihood, int size) {
  /** The size of a record in bytes. */
  public static final int RECORD_SIZE = 16;

  /** The low bits of the key field that are not part of the address. */
  static final long KEY_FLAGS = 3;

  private static final int JMP8_SIZE = 2;
  private static final int JMP32_SIZE = 5;

  /** Checks the size. */
  public JumpEntry {
    if (size != JMP8_SIZE && size != JMP32_SIZE) {
      throw new IllegalArgumentException("a static branch has 2 or 5 bytes, not " + size);
    }
  }

  /**
   * {@return whether the site is a JMP while the key has that value} jump_label_type(),
   * kernel/jump_label.c.
   *
   * @param enabled the key's value, as static_key_enabled() gives it
   */
  public boolean jumpsWhen(boolean enabled) {
    return enabled != (likelihood == Likelihood.LIKELY);
  }
}
