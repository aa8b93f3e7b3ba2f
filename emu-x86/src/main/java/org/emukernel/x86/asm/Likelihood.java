package org.emukernel.x86.asm;

/**
 * Which way a static branch falls through; include/linux/jump_label.h, static_branch_likely() and
 * static_branch_unlikely(). The site is a JMP if and only if the key's value differs from this.
 */
public enum Likelihood {
  /** The fall-through is taken while the key is true; the target is where a false key goes. */
  LIKELY,
  /** The fall-through is taken while the key is false; the target is where a true key goes. */
  UNLIKELY;

  /** {@return whether a site of this kind is a JMP while its key has that value} */
  boolean jumpsWhen(StaticKeyDefault key) {
    return (key == StaticKeyDefault.TRUE) != (this == LIKELY);
  }
}
