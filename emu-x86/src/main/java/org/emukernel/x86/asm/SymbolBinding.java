package org.emukernel.x86.asm;

/** How far a symbol is visible; ELF gABI, "Symbol Table", st_info binding. */
public enum SymbolBinding {
  /** Visible in its own unit only. */
  LOCAL(0),
  /** Visible to every unit that is linked. */
  GLOBAL(1),
  /** As global, but a global definition wins over it. */
  WEAK(2);

  private final int elfCode;

  SymbolBinding(int elfCode) {
    this.elfCode = elfCode;
  }

  /** {@return the STB_* value} */
  public int elfCode() {
    return elfCode;
  }
}
