package org.emukernel.x86.asm;

import java.util.List;
import java.util.Optional;

/**
 * What an {@link Assembler} makes of its source: sections in order of appearance and the symbols
 * defined.
 *
 * @param name of the unit, for messages
 * @param sections each name once
 * @param symbols each name once
 */
public record RelocatableObject(
    String name, List<ObjectSection> sections, List<ObjectSymbol> symbols) {
  /** Copies the lists. */
  public RelocatableObject {
    sections = List.copyOf(sections);
    symbols = List.copyOf(symbols);
  }

  /** {@return the section of that name} */
  public Optional<ObjectSection> section(String sectionName) {
    return sections.stream().filter(s -> s.name().equals(sectionName)).findFirst();
  }

  /** {@return the symbol of that name} */
  public Optional<ObjectSymbol> symbol(String symbolName) {
    return symbols.stream().filter(s -> s.name().equals(symbolName)).findFirst();
  }
}
