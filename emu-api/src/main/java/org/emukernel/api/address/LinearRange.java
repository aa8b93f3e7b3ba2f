package org.emukernel.api.address;

/**
 * A half-open range of linear addresses, unsigned.
 *
 * @param start first address
 * @param end the address after the last
 */
public record LinearRange(long start, long end) {

  /** Refuses ranges that end before they begin. */
  public LinearRange {
    if (Long.compareUnsigned(end, start) < 0) {
      throw new IllegalArgumentException(
          String.format("range 0x%x..0x%x ends before it begins", start, end));
    }
  }

  /** {@return whether the address lies in the range} */
  public boolean contains(long address) {
    return Long.compareUnsigned(address - start, end - start) < 0;
  }

  /** {@return the length in bytes} */
  public long bytes() {
    return end - start;
  }

  @Override
  public String toString() {
    return String.format("0x%x-0x%x", start, end);
  }
}
