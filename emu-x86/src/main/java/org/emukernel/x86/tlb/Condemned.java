package org.emukernel.x86.tlb;

/**
 * Which entries are looked at: those of a linear range whose tag has these bits under this mask.
 *
 * @param start first address
 * @param end the address after the last
 */
record Condemned(long start, long end, long tagMask, long tagBits) {

  boolean concerns(long tag) {
    return (tag & tagMask) == tagBits && Ranges.overlap(tag, start, end);
  }
}
