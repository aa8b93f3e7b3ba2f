package org.emukernel.x86.asm;

/** The value that a static key starts with: DEFINE_STATIC_KEY_TRUE or DEFINE_STATIC_KEY_FALSE. */
public enum StaticKeyDefault {
  /** DEFINE_STATIC_KEY_TRUE. */
  TRUE,
  /** DEFINE_STATIC_KEY_FALSE. */
  FALSE
}
