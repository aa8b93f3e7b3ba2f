package org.emukernel.x86.asm;

import java.util.List;
import java.util.Set;

/** A section of a relocatable object: bytes and what is still to be filled in. */
public final class ObjectSection {
  private final String name;
  private final Set<SectionFlag> flags;
  private final int alignment;
  private final byte[] bytes;
  private final List<Relocation> relocations;
  private final List<NopPadding> paddings;

  /**
   * One-byte NOPs behind the original code of an alternative.
   *
   * @param offset from the start of the section
   * @param length in bytes, at least 1
   */
  public record NopPadding(int offset, int length) {}

  ObjectSection(
      String name,
      Set<SectionFlag> flags,
      int alignment,
      byte[] bytes,
      List<Relocation> relocations,
      List<NopPadding> paddings) {
    this.name = name;
    this.flags = Set.copyOf(flags);
    this.alignment = alignment;
    this.bytes = bytes.clone();
    this.relocations = List.copyOf(relocations);
    this.paddings = List.copyOf(paddings);
  }

  /** {@return the name, such as {@code .entry.text}} */
  public String name() {
    return name;
  }

  /** {@return the attributes} */
  public Set<SectionFlag> flags() {
    return flags;
  }

  /** {@return the alignment in bytes, a power of two} */
  public int alignment() {
    return alignment;
  }

  /** {@return a copy of the content; zeros for a section without content in a file} */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** {@return the size in bytes} */
  public int size() {
    return bytes.length;
  }

  /** {@return the fields to fill in, by offset} */
  public List<Relocation> relocations() {
    return relocations;
  }

  /** {@return the padding behind the originals of alternatives, by offset} */
  public List<NopPadding> paddings() {
    return paddings;
  }

  /**
   * {@return whether the section is all zeros and takes no room in a file: {@code .bss} and its
   * like}
   */
  public boolean isBss() {
    return name.startsWith(".bss");
  }
}
