package org.emukernel.x86.asm;

import java.util.List;

/**
 * A run of bytes of a section whose length may depend on where labels come to lie. Fragments of
 * branches only ever grow, so laying them out again and again comes to an end.
 */
abstract sealed class Fragment permits DataFragment, BranchFragment, AlignFragment, PadFragment {
  private int offset;

  /** {@return the offset in its section, valid after layout} */
  final int offset() {
    return offset;
  }

  final void place(int newOffset) {
    offset = newOffset;
  }

  /** {@return the size in bytes at the present place} */
  abstract int size();

  /**
   * Takes the labels' present places into account.
   *
   * @return whether the size changed for a reason other than this fragment's own place
   */
  abstract boolean relax(Layout layout);

  abstract byte[] bytes();

  /** {@return the fields to fill in, offsets from the start of this fragment} */
  abstract List<Fixup> fixups();
}
