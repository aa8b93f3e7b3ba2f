package org.emukernel.scenarios.check;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.emukernel.entry.check.BadImageException;
import org.emukernel.entry.check.BinaryImage;
import org.emukernel.entry.check.BinaryImage.Kind;
import org.emukernel.entry.check.BinarySection;
import org.emukernel.entry.check.BinarySection.Flag;
import org.emukernel.entry.check.SymbolMap;

/**
 * Reads ELF64 files for x86-64: linked kernels, and objects and modules, whose relocations it
 * resolves. Source: "System V ABI", chapter 4; "System V ABI AMD64 Supplement", "Relocation".
 */
final class ElfReader {

  private static final int EHDR_SIZE = 64;
  private static final int SHDR_SIZE = 64;
  private static final int ELFCLASS64 = 2;
  private static final int ELFDATA2LSB = 1;
  private static final int ET_REL = 1;
  private static final int ET_EXEC = 2;
  private static final int ET_DYN = 3;
  private static final int EM_X86_64 = 62;
  private static final int SHN_XINDEX = 0xffff;
  private static final int MOST_SECTIONS = 1 << 20;

  /** What the names of all sections may take. */
  private static final long MOST_NAMES = 16 << 20;

  private final ByteView file;

  private ElfReader(ByteView file) {
    this.file = file;
  }

  static boolean is(ByteView file) {
    return file.startsWith(0x7f, 'E', 'L', 'F');
  }

  /** {@return the image; objects are relocated in place, in {@code file}} */
  static BinaryImage read(ByteView file) throws BadImageException {
    return new ElfReader(file).image();
  }

  private BinaryImage image() throws BadImageException {
    file.require(0, EHDR_SIZE, "an ELF header");
    expect(4, file.u8(4, "the class"), ELFCLASS64, "ELF class");
    expect(5, file.u8(5, "the byte order"), ELFDATA2LSB, "byte order");
    expect(18, file.u16(18, "the machine"), EM_X86_64, "machine");
    int type = file.u16(16, "the type");
    List<ElfSection> headers = headers();
    if (type == ET_REL) {
      return new ElfObject(file, headers).image();
    }
    if (type != ET_EXEC && type != ET_DYN) {
      throw new BadImageException(
          16, "ELF type " + type, "1 (object), 2 (executable) or 3 (shared)");
    }
    List<BinarySection> sections = loaded(headers);
    ElfSymbols symbols = new ElfSymbols(file, headers);
    return new BinaryImage(Kind.KERNEL, file.bytes(), sections, new SymbolMap(symbols.linked()));
  }

  private static void expect(int offset, int found, int expected, String what)
      throws BadImageException {
    if (found != expected) {
      throw new BadImageException(offset, what + " " + found, expected + ": ELF64 for x86-64");
    }
  }

  private List<ElfSection> headers() throws BadImageException {
    long table = file.s64(40, "the section headers' offset");
    int entrySize = file.u16(58, "the size of a section header");
    long count = file.u16(60, "the number of sections");
    long names = file.u16(62, "the index of the names");
    if (table == 0) {
      throw new BadImageException(40, "no section headers", "a file with its sections");
    }
    if (entrySize != SHDR_SIZE) {
      throw new BadImageException(58, "section headers of " + entrySize + " bytes", "64");
    }
    if (count == 0) {
      count = file.s64(table + 32, "the number of sections");
    }
    if (names == SHN_XINDEX) {
      names = file.u32(table + 40, "the index of the names");
    }
    if (count < 1 || count > MOST_SECTIONS) {
      throw new BadImageException(
          60, Long.toUnsignedString(count) + " sections", "1 to " + MOST_SECTIONS);
    }
    file.require(table, count * SHDR_SIZE, "a table of section headers");
    return named(table, (int) count, names);
  }

  private List<ElfSection> named(long table, int count, long namesIndex) throws BadImageException {
    if (namesIndex >= count) {
      throw new BadImageException(
          62, "section " + namesIndex + " as the one with the names", "one of " + count);
    }
    long header = table + namesIndex * SHDR_SIZE;
    long names = file.s64(header + 24, "the names' offset");
    long namesSize = file.s64(header + 32, "the names' size");
    file.require(names, namesSize, "the names of sections");
    List<ElfSection> sections = new ArrayList<>();
    long letters = 0;
    for (int i = 0; i < count; i++) {
      ElfSection section = ElfSection.read(file, table + (long) i * SHDR_SIZE, names, namesSize);
      letters += section.name().length();
      if (letters > MOST_NAMES) {
        throw new BadImageException(
            section.headerOffset(), "names of sections of more than 16 MiB", "at most that");
      }
      sections.add(section);
    }
    return sections;
  }

  private List<BinarySection> loaded(List<ElfSection> headers) throws BadImageException {
    List<BinarySection> sections = new ArrayList<>();
    SizeBudget budget = new SizeBudget(file.length());
    for (ElfSection header : headers) {
      if (header.isAllocated() && header.size() > 0) {
        budget.take(header);
        sections.add(header.at(header.address()));
      }
    }
    return sections;
  }

  static Set<Flag> flags(ElfSection section) {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    if (section.isExecutable()) {
      flags.add(Flag.EXEC);
    }
    if (section.isWritable()) {
      flags.add(Flag.WRITE);
    }
    if (section.isEmptyInFile()) {
      flags.add(Flag.NO_BITS);
    }
    return flags;
  }
}
