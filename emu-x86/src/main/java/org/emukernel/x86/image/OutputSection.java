package org.emukernel.x86.image;

import java.io.ByteArrayOutputStream;
import java.util.EnumSet;
import java.util.Set;
import org.emukernel.x86.asm.ObjectSection;
import org.emukernel.x86.asm.SectionFlag;

/** A section of the image while input sections are joined to it. */
final class OutputSection {
  private final String name;
  private final Set<SectionFlag> flags = EnumSet.noneOf(SectionFlag.class);
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private int alignment;
  private long address;
  private long loadAddress;

  OutputSection(String name) {
    this.name = name;
    this.alignment = KernelLayout.sectionAlignment(name);
  }

  /** {@return the offset at which the input section starts} */
  int append(ObjectSection input) {
    flags.addAll(input.flags());
    alignment = Math.max(alignment, input.alignment());
    while (content.size() % input.alignment() != 0) {
      content.write(flags.contains(SectionFlag.EXEC) ? 0xcc : 0);
    }
    int start = content.size();
    content.writeBytes(input.bytes());
    return start;
  }

  String name() {
    return name;
  }

  Set<SectionFlag> flags() {
    return flags;
  }

  int alignment() {
    return alignment;
  }

  int size() {
    return content.size();
  }

  long address() {
    return address;
  }

  long loadAddress() {
    return loadAddress;
  }

  void place(long newAddress, long newLoadAddress) {
    address = newAddress;
    loadAddress = newLoadAddress;
  }

  KernelLayout.Region region() {
    return KernelLayout.region(name, flags);
  }

  /** {@return whether it was linked at an address of its own, the per-CPU section excepted} */
  boolean isDetached() {
    return address != loadAddress && !name.equals(KernelLayout.PER_CPU);
  }

  byte[] bytes() {
    return content.toByteArray();
  }
}
