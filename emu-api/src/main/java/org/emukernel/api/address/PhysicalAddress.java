package org.emukernel.api.address;

/**
 * A physical address. Hot paths pass the bare {@code long}.
 *
 * @param value below 2^52 (SDM vol. 3A, "MAXPHYADDR")
 */
public record PhysicalAddress(long value) implements Comparable<PhysicalAddress> {

  /** Refuses addresses that no processor has. */
  public PhysicalAddress {
    if (value >>> 52 != 0) {
      throw new IllegalArgumentException(
          String.format("physical address 0x%x has more than 52 bits", value));
    }
  }

  @Override
  public int compareTo(PhysicalAddress other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return String.format("0x%x", value);
  }
}
