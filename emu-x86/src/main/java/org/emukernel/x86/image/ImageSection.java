package org.emukernel.x86.image;

import java.util.Set;
import org.emukernel.x86.asm.SectionFlag;

/** A section of a linked image. */
public final class ImageSection {
  private final String name;
  private final long address;
  private final long loadAddress;
  private final int alignment;
  private final Set<SectionFlag> flags;
  private final byte[] bytes;

  ImageSection(
      String name,
      long address,
      long loadAddress,
      int alignment,
      Set<SectionFlag> flags,
      byte[] bytes) {
    this.name = name;
    this.address = address;
    this.loadAddress = loadAddress;
    this.alignment = alignment;
    this.flags = Set.copyOf(flags);
    this.bytes = bytes;
  }

  /** {@return the name, such as {@code .entry.text}} */
  public String name() {
    return name;
  }

  /** {@return the linear address that its code and data assume; 0 for {@code .data..percpu}} */
  public long address() {
    return address;
  }

  /**
   * {@return the linear address at which the image holds its content} Differs from {@link #address}
   * for {@code .data..percpu}, whose content is the template for each CPU's copy ({@code
   * __per_cpu_load}), and for sections placed outside the kernel, such as user programs.
   */
  public long loadAddress() {
    return loadAddress;
  }

  /** {@return the alignment in bytes, a power of two} */
  public int alignment() {
    return alignment;
  }

  /** {@return the attributes} */
  public Set<SectionFlag> flags() {
    return flags;
  }

  /** {@return the size in bytes} */
  public int size() {
    return bytes.length;
  }

  /** {@return the address behind the last byte} */
  public long end() {
    return address + bytes.length;
  }

  /** {@return whether it is all zeros and takes no room in a file} */
  public boolean isBss() {
    return name.startsWith(".bss");
  }

  /** {@return whether the address lies in it} */
  public boolean contains(long linear) {
    return linear - address >= 0 && linear - address < bytes.length;
  }

  /** {@return a copy of the content} */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** {@return the content itself, for use inside this package, never changed} */
  byte[] content() {
    return bytes;
  }

  ImageSection withContent(byte[] content) {
    return new ImageSection(name, address, loadAddress, alignment, flags, content);
  }
}
