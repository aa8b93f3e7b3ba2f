package org.emukernel.x86.asm;

/**
 * A symbol that a unit defines.
 *
 * @param name as in the source
 * @param section the name of its section, or {@link #ABSOLUTE}
 * @param value offset from the start of the section, or the value itself if absolute
 * @param size in bytes, 0 if none was given
 * @param type what it names
 * @param binding how far it is visible
 */
public record ObjectSymbol(
    String name, String section, long value, long size, SymbolType type, SymbolBinding binding) {
  /** The section name of a symbol that is a plain number. */
  public static final String ABSOLUTE = "*ABS*";

  /**
   * {@return whether the name is a private label of the assembler ({@code .L...}), left out of
   * symbol tables}
   */
  public boolean isPrivateLabel() {
    return name.startsWith(".L");
  }
}
