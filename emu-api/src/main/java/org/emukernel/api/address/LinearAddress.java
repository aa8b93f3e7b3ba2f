package org.emukernel.api.address;

/**
 * A linear address: what paging translates. Hot paths pass the bare {@code long}.
 *
 * @param value all 64 bits; canonical on x86-64 if bits 63..47 are equal (4-level paging)
 */
public record LinearAddress(long value) implements Comparable<LinearAddress> {

  /** {@return whether bits 63..47 are equal (SDM vol. 1, "Canonical Addressing")} */
  public boolean isCanonical() {
    return value << 16 >> 16 == value;
  }

  @Override
  public int compareTo(LinearAddress other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return String.format("0x%016x", value);
  }
}
