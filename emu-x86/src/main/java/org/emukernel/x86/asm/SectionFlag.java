package org.emukernel.x86.asm;

import java.util.EnumSet;
import java.util.Set;

/**
 * An attribute of a section; the letters are those of GNU as's {@code .section} directive, the
 * values ELF's SHF_*.
 */
public enum SectionFlag {
  /** Written at run time: {@code w}. */
  WRITE('w', 0x1),
  /** Occupies memory: {@code a}. */
  ALLOC('a', 0x2),
  /** Holds machine code: {@code x}. */
  EXEC('x', 0x4);

  private final char letter;
  private final long elfCode;

  SectionFlag(char letter, long elfCode) {
    this.letter = letter;
    this.elfCode = elfCode;
  }

  /** {@return the SHF_* bit} */
  public long elfCode() {
    return elfCode;
  }

  /**
   * Reads the flag string of a {@code .section} directive.
   *
   * @param letters such as {@code "ax"}
   * @throws AssemblyException on a letter that is not {@code a}, {@code w} or {@code x}
   */
  public static Set<SectionFlag> parse(String letters) {
    Set<SectionFlag> flags = EnumSet.noneOf(SectionFlag.class);
    for (char letter : letters.toCharArray()) {
      flags.add(of(letter));
    }
    return flags;
  }

  private static SectionFlag of(char letter) {
    for (SectionFlag flag : values()) {
      if (flag.letter == letter) {
        return flag;
      }
    }
    throw new AssemblyException("unknown section flag '" + letter + "'; known: a, w, x");
  }
}
