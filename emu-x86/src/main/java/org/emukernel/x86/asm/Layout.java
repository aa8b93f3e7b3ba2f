package org.emukernel.x86.asm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives every fragment its offset, then fills in the fields that need no linker and lists those
 * that do.
 */
final class Layout {
  private final Collection<SectionBuilder> sections;
  private final Map<String, Symbol> symbols;

  Layout(Collection<SectionBuilder> sections, Map<String, Symbol> symbols) {
    this.sections = sections;
    this.symbols = symbols;
  }

  /** Places fragments until no branch has to grow any more. */
  void settle() {
    boolean changed = true;
    while (changed) {
      sections.forEach(Layout::place);
      changed = false;
      for (SectionBuilder section : sections) {
        for (Fragment fragment : section.fragments()) {
          changed |= fragment.relax(this);
        }
      }
    }
  }

  private static void place(SectionBuilder section) {
    int offset = 0;
    for (Fragment fragment : section.fragments()) {
      fragment.place(offset);
      offset += fragment.size();
    }
  }

  /**
   * {@return whether 8 bits reach the target from {@code end}, the offset behind a branch in {@code
   * home}}
   */
  boolean reachesShort(SectionBuilder home, int end, Expression target) {
    if (target.plus().size() != 1 || !target.minus().isEmpty()) {
      return false;
    }
    String name = target.plus().get(0);
    if (!resolvesHere(name, home)) {
      return false;
    }
    long distance = offset(name) + target.constant() - end;
    return distance == (byte) distance;
  }

  /** {@return the number that an expression comes to} */
  long constant(Expression expression) {
    Expression value = reduce(expression);
    if (!value.isConstant()) {
      throw new AssemblyException("not a constant: depends on " + value.plus() + value.minus());
    }
    return value.constant();
  }

  /**
   * Replaces absolute symbols by their values and pairs of labels of one section by their distance.
   */
  private Expression reduce(Expression expression) {
    long constant = expression.constant();
    List<String> plus = new ArrayList<>();
    List<String> minus = new ArrayList<>(expression.minus());
    for (String name : expression.plus()) {
      String partner = partnerOf(name, minus);
      if (partner == null) {
        plus.add(name);
      } else {
        minus.remove(partner);
        constant += offset(name) - offset(partner);
      }
    }
    return new Expression(constant, plus, minus);
  }

  private @Nullable String partnerOf(String name, List<String> candidates) {
    SectionBuilder section = sectionOf(name);
    for (String candidate : candidates) {
      if (candidate.equals(name) || section != null && section == sectionOf(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  private @Nullable SectionBuilder sectionOf(String name) {
    Symbol symbol = symbols.get(name);
    SectionBuilder.Place place = symbol == null ? null : symbol.place();
    return place == null ? null : place.section();
  }

  private long offset(String name) {
    Symbol symbol = symbols.get(name);
    SectionBuilder.Place place = symbol == null ? null : symbol.place();
    return place == null ? 0 : place.offset();
  }

  ObjectSection finish(SectionBuilder section) {
    ByteBuffer out = ByteBuffer.allocate(section.size()).order(ByteOrder.LITTLE_ENDIAN);
    List<Relocation> relocations = new ArrayList<>();
    List<ObjectSection.NopPadding> paddings = new ArrayList<>();
    for (Fragment fragment : section.fragments()) {
      if (fragment instanceof PadFragment && fragment.size() > 0) {
        paddings.add(new ObjectSection.NopPadding(fragment.offset(), fragment.size()));
      }
      out.put(fragment.offset(), fragment.bytes());
      for (Fixup fixup : fragment.fixups()) {
        fill(section, fixup.moved(fragment.offset()), out, relocations);
      }
    }
    return new ObjectSection(
        section.name(), section.flags(), section.alignment(), out.array(), relocations, paddings);
  }

  private void fill(
      SectionBuilder section, Fixup fixup, ByteBuffer out, List<Relocation> relocations) {
    Expression value = reduce(fixup.value());
    if (value.isConstant() && !fixup.kind().isPcRelative()) {
      store(out, fixup, value.constant());
      return;
    }
    if (value.plus().size() != 1 || value.minus().size() > 1) {
      throw new AssemblyException(
          "no relocation can express +"
              + value.plus()
              + " -"
              + value.minus()
              + " in "
              + section.name());
    }
    String symbol = value.plus().get(0);
    if (!value.minus().isEmpty()) {
      relocations.add(relative(section, fixup, value));
    } else if (fixup.kind().isPcRelative() && resolvesHere(symbol, section)) {
      store(out, fixup, offset(symbol) + value.constant() - fixup.offset());
    } else {
      relocations.add(
          new Relocation(fixup.offset(), fixup.kind().type(), symbol, value.constant()));
    }
  }

  private boolean resolvesHere(String name, SectionBuilder section) {
    Symbol symbol = symbols.get(name);
    return sectionOf(name) == section && symbol != null && !symbol.isWeak();
  }

  /**
   * A symbol less a label of this section: PC-relative, with the distance from that label in the
   * addend.
   */
  private Relocation relative(SectionBuilder section, Fixup fixup, Expression value) {
    String base = value.minus().get(0);
    if (sectionOf(base) != section) {
      throw new AssemblyException(
          "'" + base + "' is subtracted but not a label of " + section.name());
    }
    long addend = value.constant() + fixup.offset() - offset(base);
    return new Relocation(fixup.offset(), fixup.kind().relativeType(), value.plus().get(0), addend);
  }

  private static void store(ByteBuffer out, Fixup fixup, long value) {
    if (!fixup.kind().type().holds(value) && !isUnsignedLong(fixup, value)) {
      throw new AssemblyException(
          "value 0x"
              + Long.toHexString(value)
              + " does not fit in "
              + fixup.kind().size()
              + " bytes");
    }
    switch (fixup.kind().size()) {
      case 1 -> out.put(fixup.offset(), (byte) value);
      case 2 -> out.putShort(fixup.offset(), (short) value);
      case 4 -> out.putInt(fixup.offset(), (int) value);
      default -> out.putLong(fixup.offset(), value);
    }
  }

  private static boolean isUnsignedLong(Fixup fixup, long value) {
    return fixup.kind() == Fixup.Kind.LONG && value == (int) value;
  }
}
