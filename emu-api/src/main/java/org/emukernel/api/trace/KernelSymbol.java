package org.emukernel.api.trace;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A kernel address as a trace names it: a symbol and an offset in bytes from its start.
 *
 * <p>The kernel prints {@code %pS} as {@code name+0xoffset/0xsize} and {@code %ps} as {@code name};
 * {@code trace-cmd report} prints {@code name+0xoffset}. All of these become the same value: the
 * size of the function and the module's name are not kept. Source: Documentation/core-api/
 * printk-formats.rst, "Symbols/Function Pointers" (Linux v6.18).
 *
 * @param name the symbol, or the address in hexadecimal ({@code 0xffffffffc0001234}) where the
 *     recording knows none
 * @param offset bytes from the symbol's start, not negative
 */
public record KernelSymbol(String name, long offset) {
  /** What {@code %pS} prints for a null pointer: an IPI that carries no callback. */
  public static final KernelSymbol NULL = new KernelSymbol("0x0", 0);

  /** Checks that there is a name and that the offset is not negative. */
  public KernelSymbol {
    Objects.requireNonNull(name, "name");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name must not be empty");
    }
    if (offset < 0) {
      throw new IllegalArgumentException("offset must not be negative: " + offset);
    }
  }

  /** {@return whether this is the null pointer} */
  public boolean isNull() {
    return equals(NULL);
  }

  /* Written out, as symbols are compared with every event that is read. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof KernelSymbol that && offset == that.offset && name.equals(that.name));
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + Long.hashCode(offset);
  }

  @Override
  public String toString() {
    return (offset == 0) ? name : name + "+0x" + Long.toHexString(offset);
  }
}
