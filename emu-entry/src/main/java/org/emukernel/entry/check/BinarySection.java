package org.emukernel.entry.check;

import java.util.Set;

/**
 * A section of an image that stands at an address.
 *
 * @param address linear; 0 and up for {@code .data..percpu} where its addresses are offsets
 * @param size in bytes
 * @param offset of its first byte in the image's content; meaningless with {@link Flag#NO_BITS}
 */
public record BinarySection(String name, long address, long size, int offset, Set<Flag> flags) {

  /** What a section is. */
  public enum Flag {
    /** SHF_EXECINSTR. */
    EXEC,
    /** SHF_WRITE. */
    WRITE,
    /** SHT_NOBITS: zeros that the file does not hold. */
    NO_BITS,
    /** Not a section of the file: where undefined symbols were put. */
    EXTERNAL
  }

  /** Copies the flags. */
  public BinarySection {
    flags = Set.copyOf(flags);
  }

  /** {@return whether it is so} */
  public boolean is(Flag flag) {
    return flags.contains(flag);
  }

  /** {@return whether the address lies in it} */
  public boolean contains(long linear) {
    return Long.compareUnsigned(linear - address, size) < 0;
  }

  /** {@return the address behind the last byte} */
  public long end() {
    return address + size;
  }
}
