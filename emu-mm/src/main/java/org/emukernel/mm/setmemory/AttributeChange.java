package org.emukernel.mm.setmemory;

import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.paging.Permission;
import org.emukernel.api.paging.Protection;

/**
 * What a change of page attributes sets and clears (mask_set and mask_clr of struct cpa_data), in
 * one word, so that it can be an argument.
 *
 * @param word bits 0..7 what is set, 8..15 what is cleared; in each, {@link Permission#bit} and
 *     {@link #PRESENT}; besides {@link #COLLAPSE} and {@link #FORCE_SPLIT}
 */
record AttributeChange(long word) {

  /** The bit that stands for a present mapping. */
  static final int PRESENT = 1 << 6;

  /** Join what can be one large page afterwards (CPA_COLLAPSE). */
  static final long COLLAPSE = 1L << 16;

  /** Split every large page of the range, whatever it takes (force_split). */
  static final long FORCE_SPLIT = 1L << 17;

  private static final int CLEAR_SHIFT = 8;
  private static final int MASK = 0xff;

  static AttributeChange set(int bits) {
    return new AttributeChange(bits);
  }

  static AttributeChange clear(int bits) {
    return new AttributeChange((long) bits << CLEAR_SHIFT);
  }

  /** {@return the same with more flags} */
  AttributeChange with(long flags) {
    return new AttributeChange(word | flags);
  }

  /**
   * {@return whether the direct map is changed, too, as an argument: not if all that changes is
   * whether memory can be executed (checkalias in change_page_attr_set_clr())}
   */
  static long alias(long word) {
    long changed = (word | word >>> CLEAR_SHIFT) & MASK;
    return changed == Permission.EXECUTE.bit() ? 0 : ChangePages.WITH_ALIAS;
  }

  /** {@return the change that the direct map gets: never of execution, which it never allows} */
  static long forAlias(long word) {
    int execute = Permission.EXECUTE.bit();
    return word & ~(execute | (long) execute << CLEAR_SHIFT);
  }

  /** {@return an entry that maps memory, changed} */
  static long apply(long word, PageTableFormat format, long entry, int level) {
    int set = (int) word & MASK;
    int clear = (int) (word >>> CLEAR_SHIFT) & MASK;
    int bits = format.protection(entry).bits() & ~clear | set & ~PRESENT;
    Protection protection = Protection.ofBits(bits);
    if ((set & PRESENT) != 0 && !format.present(entry)) {
      return format.leafEntry(format.physical(entry, level), level, protection);
    }
    long changed = format.withProtection(entry, protection);
    return (clear & PRESENT) != 0 ? format.notPresent(changed) : changed;
  }
}
