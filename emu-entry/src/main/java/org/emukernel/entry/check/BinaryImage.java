package org.emukernel.entry.check;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.emukernel.entry.check.BinarySection.Flag;

/**
 * A kernel or module as its file has it, each section at an address and relocations applied. What
 * it holds was written by somebody else: every access is checked.
 */
public final class BinaryImage {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private final Kind kind;
  private final byte[] content;
  private final List<BinarySection> sections;
  private final List<BinarySection> byAddress;
  private final Addresses starts;
  private final SymbolMap symbols;

  /** What kind of file. */
  public enum Kind {
    /** A linked kernel. */
    KERNEL,
    /** An object file such as vmlinux.o. */
    OBJECT,
    /** A module. */
    MODULE
  }

  /**
   * Takes what was read.
   *
   * @param content shared, not copied
   */
  public BinaryImage(Kind kind, byte[] content, List<BinarySection> sections, SymbolMap symbols) {
    this.kind = kind;
    this.content = content;
    this.sections = List.copyOf(sections);
    this.byAddress =
        sections.stream()
            .filter(s -> s.size() > 0)
            .sorted(Comparator.comparingLong(s -> s.address() ^ Long.MIN_VALUE))
            .toList();
    this.starts = new Addresses(byAddress.stream().mapToLong(BinarySection::address));
    this.symbols = symbols;
  }

  /** {@return this image with other symbols} */
  public BinaryImage with(SymbolMap other) {
    return new BinaryImage(kind, content, sections, other);
  }

  /** {@return this image with its own copy of the content, that can be changed} */
  BinaryImage copy() {
    return new BinaryImage(kind, content.clone(), sections, symbols);
  }

  /** {@return what kind of file it is} */
  public Kind kind() {
    return kind;
  }

  /** {@return the sections in the order of the file} */
  public List<BinarySection> sections() {
    return sections;
  }

  /** {@return the names} */
  public SymbolMap symbols() {
    return symbols;
  }

  /** {@return the bytes of the file, at the offsets that sections tell; not to be changed} */
  public byte[] content() {
    return content;
  }

  /** {@return the first section of that name} */
  public Optional<BinarySection> section(String name) {
    return sections.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /** {@return the section that holds the address} */
  public Optional<BinarySection> sectionAt(long linear) {
    int above = starts.above(linear);
    if (above == 0 || !byAddress.get(above - 1).contains(linear)) {
      return Optional.empty();
    }
    return Optional.of(byAddress.get(above - 1));
  }

  /** {@return whether the file holds so many bytes at an address, all in one section} */
  public boolean holds(long linear, int bytes) {
    return offset(linear, bytes).isPresent();
  }

  /** {@return where in {@link #content} so many bytes at an address lie} */
  public OptionalLong offset(long linear, int bytes) {
    Optional<BinarySection> section = sectionAt(linear);
    if (section.isEmpty() || section.get().is(Flag.NO_BITS)) {
      return OptionalLong.empty();
    }
    long at = linear - section.get().address();
    return at + bytes > section.get().size()
        ? OptionalLong.empty()
        : OptionalLong.of(section.get().offset() + at);
  }

  private int require(long linear, int bytes) throws BadImageException {
    OptionalLong offset = offset(linear, bytes);
    if (offset.isEmpty()) {
      throw new BadImageException(
          "address 0x%x: found nothing, expected %d bytes of the image".formatted(linear, bytes));
    }
    return (int) offset.getAsLong();
  }

  /** {@return the unsigned byte at an address} */
  public int u8(long linear) throws BadImageException {
    return Byte.toUnsignedInt(content[require(linear, 1)]);
  }

  /** {@return the unsigned 2 bytes at an address} */
  public int u16(long linear) throws BadImageException {
    return Short.toUnsignedInt((short) SHORTS.get(content, require(linear, 2)));
  }

  /** {@return the signed 4 bytes at an address} */
  public int s32(long linear) throws BadImageException {
    return (int) INTS.get(content, require(linear, 4));
  }

  /** {@return the 8 bytes at an address} */
  public long s64(long linear) throws BadImageException {
    return (long) LONGS.get(content, require(linear, 8));
  }

  /** {@return a copy of the bytes at an address} */
  public byte[] bytes(long linear, int length) throws BadImageException {
    int from = require(linear, length);
    return java.util.Arrays.copyOfRange(content, from, from + length);
  }

  /** Writes into the content of an image that {@link #copy} made. */
  void write(long linear, byte[] code) throws BadImageException {
    System.arraycopy(code, 0, content, require(linear, code.length), code.length);
  }

  /**
   * {@return the address as {@code name+0x12}, or in hexadecimal if nothing of the image is there}
   */
  public String symbolize(long linear) {
    Optional<BinarySection> section = sectionAt(linear);
    Optional<BinarySymbol> symbol = symbols.nearest(linear);
    if (section.isEmpty()
        || symbol.isEmpty()
        || Long.compareUnsigned(symbol.get().address(), section.get().address()) < 0) {
      return section
          .map(s -> "%s+0x%x".formatted(s.name(), linear - s.address()))
          .orElseGet(() -> "0x%x".formatted(linear));
    }
    long offset = linear - symbol.get().address();
    return offset == 0 ? symbol.get().name() : "%s+0x%x".formatted(symbol.get().name(), offset);
  }
}
