package org.emukernel.api.kernel;

/**
 * A symbol of the kernel image that routines call or access. Bound at its first use, as a lazy
 * dynamic linker does: its address is the same from then on, so it is no state of the machine.
 * Machines of one layout may share it, in any threads.
 */
public final class KernelSymbol {

  private final String name;
  private long address;

  /**
   * Names a symbol.
   *
   * @param name as the kernel image has it
   */
  public KernelSymbol(String name) {
    this.name = name;
  }

  /** {@return its linear address} */
  public long in(RoutineFrame frame) {
    long known = address;
    if (known == 0) {
      known = frame.port().symbol(name);
      address = known;
    }
    return known;
  }
}
