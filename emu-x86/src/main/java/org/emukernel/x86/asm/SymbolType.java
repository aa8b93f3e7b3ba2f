package org.emukernel.x86.asm;

/** What a symbol names; ELF gABI, "Symbol Table", st_info type. */
public enum SymbolType {
  /** Nothing stated: an inner label or SYM_CODE_START's entry. */
  NOTYPE(0),
  /** Data. */
  OBJECT(1),
  /** Code that is called. */
  FUNC(2);

  private final int elfCode;

  SymbolType(int elfCode) {
    this.elfCode = elfCode;
  }

  /** {@return the STT_* value} */
  public int elfCode() {
    return elfCode;
  }
}
