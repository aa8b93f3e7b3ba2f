package org.emukernel.scenarios.check;

import org.emukernel.entry.check.BadImageException;
import org.emukernel.entry.check.BinarySection;

/**
 * A section header; its content lies inside the file.
 *
 * @param headerOffset where the header lies
 */
record ElfSection(
    long headerOffset,
    String name,
    long type,
    long flags,
    long address,
    long offset,
    long size,
    long link,
    long info,
    long alignment,
    long entrySize) {

  static final int PROGBITS = 1;
  static final int SYMTAB = 2;
  static final int RELA = 4;
  static final int NOBITS = 8;
  static final int REL = 9;

  private static final long WRITE = 1;
  private static final long ALLOC = 2;
  private static final long EXECINSTR = 4;
  private static final long COMPRESSED = 0x800;
  private static final long MOST_ALIGNMENT = 1 << 24;

  static ElfSection read(ByteView file, long at, long names, long namesSize)
      throws BadImageException {
    long name = file.u32(at, "a section's name");
    if (name >= namesSize) {
      throw new BadImageException(
          at, "a name at 0x%x of the names".formatted(name), "less than 0x%x".formatted(namesSize));
    }
    ElfSection section =
        new ElfSection(
            at,
            file.name(names + name, names + namesSize),
            file.u32(at + 4, "a section's type"),
            file.s64(at + 8, "a section's flags"),
            file.s64(at + 16, "a section's address"),
            file.s64(at + 24, "a section's offset"),
            file.s64(at + 32, "a section's size"),
            file.u32(at + 40, "a section's link"),
            file.u32(at + 44, "a section's info"),
            file.s64(at + 48, "a section's alignment"),
            file.s64(at + 56, "a section's entry size"));
    section.check(file);
    return section;
  }

  private void check(ByteView file) throws BadImageException {
    if (size < 0) {
      throw new BadImageException(
          headerOffset, "a size of " + Long.toUnsignedString(size), "at most the file's");
    }
    if (type != 0 && !isEmptyInFile()) {
      file.require(offset, size, "section " + name);
    }
    if (alignment < 0 || alignment > MOST_ALIGNMENT || (alignment & alignment - 1) != 0) {
      throw new BadImageException(
          headerOffset,
          "an alignment of " + Long.toUnsignedString(alignment),
          "a power of two of at most " + MOST_ALIGNMENT);
    }
    if (isAllocated() && (flags & COMPRESSED) != 0) {
      throw new BadImageException(headerOffset, "a compressed section " + name, "plain ones");
    }
  }

  boolean isAllocated() {
    return (flags & ALLOC) != 0 && type != 0;
  }

  boolean isExecutable() {
    return (flags & EXECINSTR) != 0;
  }

  boolean isWritable() {
    return (flags & WRITE) != 0;
  }

  boolean isEmptyInFile() {
    return type == NOBITS;
  }

  BinarySection at(long linear) {
    int from = isEmptyInFile() ? 0 : (int) offset;
    return new BinarySection(name, linear, size, from, ElfReader.flags(this));
  }
}
