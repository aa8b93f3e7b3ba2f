package org.emukernel.x86.asm;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Padding up to a boundary: .balign. Code without a fill value is padded with {@link Nops}. */
final class AlignFragment extends Fragment {
  private final int alignment;
  private final OptionalInt fill;

  AlignFragment(int alignment, OptionalInt fill) {
    this.alignment = alignment;
    this.fill = fill;
  }

  @Override
  int size() {
    return Math.floorMod(-offset(), alignment);
  }

  @Override
  boolean relax(Layout layout) {
    return false;
  }

  @Override
  byte[] bytes() {
    if (fill.isEmpty()) {
      return Nops.fill(size());
    }
    byte[] out = new byte[size()];
    Arrays.fill(out, (byte) fill.getAsInt());
    return out;
  }

  @Override
  List<Fixup> fixups() {
    return List.of();
  }
}
