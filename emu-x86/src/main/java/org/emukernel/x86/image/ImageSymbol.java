package org.emukernel.x86.image;

import org.emukernel.x86.asm.ObjectSymbol;
import org.emukernel.x86.asm.SymbolBinding;
import org.emukernel.x86.asm.SymbolType;

/**
 * A symbol of a linked image.
 *
 * @param name as in the source
 * @param section name of its section, or {@link ObjectSymbol#ABSOLUTE}
 * @param address linear address; for per-CPU symbols the offset in a CPU's area; or the value of an
 *     absolute symbol
 * @param size in bytes, 0 if unknown
 * @param type what it names
 * @param binding how far it is visible
 * @param origin who defined it
 */
public record ImageSymbol(
    String name,
    String section,
    long address,
    long size,
    SymbolType type,
    SymbolBinding binding,
    Origin origin) {

  /** Who defined a symbol. */
  public enum Origin {
    /** A unit. */
    UNIT,
    /** The linker: {@code _text}, {@code __entry_text_start} and the like. */
    LINKER
  }

  /** {@return whether its value is a plain number} */
  public boolean isAbsolute() {
    return section.equals(ObjectSymbol.ABSOLUTE);
  }
}
