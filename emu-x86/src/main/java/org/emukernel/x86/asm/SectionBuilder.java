package org.emukernel.x86.asm;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A section while it is being written. */
final class SectionBuilder {
  /** A place in a section: moves with its fragment. */
  record Place(SectionBuilder section, Fragment fragment, int within) {
    int offset() {
      return fragment.offset() + within;
    }
  }

  private final String name;
  private final Set<SectionFlag> flags;
  private final List<Fragment> fragments = new ArrayList<>();
  private DataFragment current = new DataFragment();
  private int alignment = 1;

  SectionBuilder(String name, Set<SectionFlag> flags) {
    this.name = name;
    this.flags = flags.isEmpty() ? EnumSet.noneOf(SectionFlag.class) : EnumSet.copyOf(flags);
    fragments.add(current);
  }

  String name() {
    return name;
  }

  Set<SectionFlag> flags() {
    return flags;
  }

  int alignment() {
    return alignment;
  }

  List<Fragment> fragments() {
    return fragments;
  }

  void align(int boundary) {
    alignment = Math.max(alignment, boundary);
  }

  void append(byte[] bytes, List<Fixup> fixups) {
    current.append(bytes, fixups);
  }

  void append(Fragment fragment) {
    fragments.add(fragment);
    current = new DataFragment();
    fragments.add(current);
  }

  Place here() {
    return new Place(this, current, current.size());
  }

  int size() {
    return current.offset() + current.size();
  }

  boolean isEmpty() {
    return fragments.size() == 1 && current.size() == 0;
  }
}
