package org.emukernel.x86.mem;

/**
 * A run of kernel text.
 *
 * @param linear where it executes
 * @param physical where it lies
 * @param length bytes, positive
 */
record TextRange(long linear, long physical, long length) {

  boolean overlapsPhysical(long address, long size) {
    return address < physical + length && physical < address + size;
  }

  boolean containsLinear(long address) {
    return Long.compareUnsigned(address - linear, length) < 0;
  }
}
