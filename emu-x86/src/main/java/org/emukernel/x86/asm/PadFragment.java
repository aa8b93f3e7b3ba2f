package org.emukernel.x86.asm;

import java.util.Arrays;
import java.util.List;

/**
 * The one-byte NOPs that make the original code of an alternative as long as its longest
 * replacement; OLDINSTR in arch/x86/include/asm/alternative.h, v6.1. Boot turns them into longer
 * ones.
 */
final class PadFragment extends Fragment {
  private static final byte NOP = (byte) 0x90;

  private final Expression originalLength;
  private final List<Expression> replacementLengths;
  private int size;

  PadFragment(Expression originalLength, List<Expression> replacementLengths) {
    this.originalLength = originalLength;
    this.replacementLengths = List.copyOf(replacementLengths);
  }

  @Override
  int size() {
    return size;
  }

  @Override
  boolean relax(Layout layout) {
    long longest = replacementLengths.stream().mapToLong(layout::constant).max().orElse(0);
    int wanted = (int) Math.max(0, longest - layout.constant(originalLength));
    boolean changed = wanted != size;
    size = wanted;
    return changed;
  }

  @Override
  byte[] bytes() {
    byte[] out = new byte[size];
    Arrays.fill(out, NOP);
    return out;
  }

  @Override
  List<Fixup> fixups() {
    return List.of();
  }
}
