package org.emukernel.mm.module;

/** The layout of struct module (include/linux/module.h), as far as it is used. */
final class ModuleMemory {

  /** MOD_TEXT. */
  static final int TEXT = 0;

  /** MOD_DATA. */
  static final int DATA = 1;

  /** MOD_RODATA. */
  static final int RODATA = 2;

  /** MOD_RO_AFTER_INIT. */
  static final int RO_AFTER_INIT = 3;

  /** MOD_INIT_TEXT. */
  static final int INIT_TEXT = 4;

  /** MOD_INIT_DATA. */
  static final int INIT_DATA = 5;

  /** MOD_INIT_RODATA. */
  static final int INIT_RODATA = 6;

  /** MOD_MEM_NUM_TYPES. */
  static final int TYPES = 7;

  /** Link to the next module whose init sections wait to be freed. */
  static final int FREE_LINK = TYPES * 2 * Long.BYTES;

  /** What of it has been freed: {@link #INIT_FREED} and {@link #CORE_FREED}. */
  static final int FREED = FREE_LINK + Long.BYTES;

  /** The sections for initialisation. */
  static final int INIT_FREED = 1;

  /** All others. */
  static final int CORE_FREED = 2;

  private ModuleMemory() {}

  /** {@return where the address of one of its memories stands} */
  static int base(int type) {
    return type * 2 * Long.BYTES;
  }

  /** {@return where its size in bytes stands} */
  static int size(int type) {
    return base(type) + Long.BYTES;
  }
}
