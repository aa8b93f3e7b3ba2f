package org.emukernel.x86.image;

import java.util.List;
import java.util.Map;

/** Gives each section its linear address and the address at which the image holds it. */
final class AddressAssigner {
  private final Map<String, Long> placed;

  AddressAssigner(Map<String, Long> placed) {
    this.placed = placed;
  }

  /** Goes through the sections in the order of the image. */
  void assign(List<OutputSection> ordered) {
    long next = KernelLayout.BASE;
    KernelLayout.Region region = KernelLayout.Region.TEXT;
    for (OutputSection section : ordered) {
      Long address = placed.get(section.name());
      KernelLayout.Region own = address == null ? section.region() : KernelLayout.Region.INIT;
      if (own != region) {
        next = align(next, KernelLayout.regionAlignment(own));
        region = own;
      }
      int boundary = address == null ? section.alignment() : KernelLayout.PAGE_SIZE;
      next = align(next, Math.max(boundary, section.alignment()));
      section.place(address == null ? next : address, next);
      next += section.size();
      if (address != null || KernelLayout.endsPage(section.name())) {
        next = align(next, KernelLayout.PAGE_SIZE);
      }
    }
  }

  private static long align(long address, long boundary) {
    return address + Math.floorMod(-address, boundary);
  }
}
