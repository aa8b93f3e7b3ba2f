package org.emukernel.api.kernel;

/**
 * A variable of the kernel in emulated memory: a symbol that the kernel image must define, zeroed
 * and aligned to 64 bytes (a cache line) or, from one page up, to a page.
 *
 * @param name the symbol; Linux's own name
 * @param bytes its size, at least 8
 * @param storage whether there is one of it or one for each CPU
 */
public record KernelVariable(String name, int bytes, Storage storage) {

  /** How many copies there are. */
  public enum Storage {
    /** One, in {@code .data}. */
    GLOBAL,
    /** One for each CPU, in {@code .data..percpu}. */
    PER_CPU
  }

  /** Refuses sizes below one word. */
  public KernelVariable {
    if (bytes < 8) {
      throw new IllegalArgumentException(name + ": " + bytes + " bytes; at least 8 are needed");
    }
  }
}
