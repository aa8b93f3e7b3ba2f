package org.emukernel.api.kernel;

/** What a CPU knows of the kernel image that it runs. */
public interface KernelSymbols {

  /**
   * {@return the linear address of a symbol}
   *
   * @throws MissingSymbolException if there is none
   */
  long symbol(String name);

  /** {@return the linear address of CPU {@code cpu}'s copy of a per-CPU symbol} */
  long perCpu(String name, int cpu);

  /** {@return how many bytes a symbol names; 0 if that is not known} */
  default long size(String name) {
    return 0;
  }

  /** {@return symbol+0xoffset for an address of the image, or hex} */
  String symbolize(long linear);
}
