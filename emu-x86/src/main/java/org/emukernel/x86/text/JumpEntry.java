package org.emukernel.x86.text;

import org.emukernel.api.kernel.RoutineFrame;

/**
 * One element of {@code __jump_table} as it lies in emulated memory (Linux,
 * include/linux/jump_label.h, struct jump_entry): code and target relative to their own fields, key
 * relative with the branch default in bit 0 and init text in bit 1.
 *
 * @param code address of the site
 * @param target where the jump goes
 * @param key address of the static key
 * @param branch bit 0: 1 if the site is a jump while the key is false
 */
record JumpEntry(long code, long target, long key, int branch) {

  /** Behind the last entry. */
  static final JumpEntry NONE = new JumpEntry(0, 0, 0, 0);

  static final int BYTES = 16;

  private static final int JMP32 = 0xe9;
  private static final int JMP8 = 0xeb;
  private static final int NOP2_FIRST = 0x66;
  private static final long NOP5 = 0x0000441f0fL;
  private static final long NOP2 = 0x9066L;

  /* The table is constant data: reading an element is no access to memory that anybody writes. */
  static JumpEntry read(RoutineFrame f, long at) {
    long code = at + (int) f.load(at, 4);
    long target = at + 4 + (int) f.load(at + 4, 4);
    long raw = at + 8 + f.load(at + 8, 8);
    return new JumpEntry(code, target, raw & ~3L, (int) raw & 1);
  }

  /** {@return 2 or 5: arch_jump_entry_size(), which decodes the instruction that stands there} */
  int size(RoutineFrame f) {
    int first = (int) f.load(code, 1);
    return first == JMP8 || first == NOP2_FIRST ? 2 : 5;
  }

  /** {@return the bytes of the site, first byte lowest, for a key that is on (1) or off (0)} */
  long bytes(int size, int enabled) {
    if ((enabled ^ branch) == 0) {
      return size == 2 ? NOP2 : NOP5;
    }
    long displacement = target - (code + size);
    return size == 2
        ? JMP8 | (displacement & 0xff) << 8
        : JMP32 | (displacement & 0xffff_ffffL) << 8;
  }
}
