package org.emukernel.scenarios.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emukernel.entry.check.BadImageException;
import org.emukernel.entry.check.BinarySymbol;
import org.emukernel.entry.check.BinarySymbol.Kind;

/** The symbol table of an ELF file. */
final class ElfSymbols {

  static final int UNDEFINED = 0;
  static final int ABSOLUTE = 0xfff1;
  private static final int RESERVED = 0xff00;
  private static final int COMMON = 0xfff2;
  private static final int EXTENDED = 0xffff;
  private static final int SYMTAB_SHNDX = 18;
  private static final int SIZE = 24;
  private static final int NOTYPE = 0;
  private static final int FUNC = 2;
  private static final int SECTION = 3;
  private static final int FILE = 4;
  private static final int LOCAL = 0;

  /** What all names together may take: many times those of a kernel. */
  private static final long MOST_NAMES = 64 << 20;

  private final ByteView file;
  private final List<ElfSection> headers;
  private final List<Entry> entries;

  /**
   * One row.
   *
   * @param section index of its section, or {@link #UNDEFINED} or {@link #ABSOLUTE}
   */
  record Entry(String name, int info, int section, long value, long size) {

    boolean isUndefined() {
      return section == UNDEFINED || section == COMMON;
    }

    /** {@return whether it names something for people to read} */
    boolean isNamed() {
      return !name.isEmpty() && type() != SECTION && type() != FILE;
    }

    private int type() {
      return info & 15;
    }

    Kind kind(Optional<ElfSection> at) {
      if (type() == FUNC) {
        return info >> 4 == LOCAL ? Kind.LOCAL_FUNCTION : Kind.GLOBAL_FUNCTION;
      }
      boolean code = type() == NOTYPE && at.isPresent() && at.get().isExecutable();
      return code ? Kind.LABEL : Kind.DATA;
    }
  }

  ElfSymbols(ByteView file, List<ElfSection> headers) throws BadImageException {
    this.file = file;
    this.headers = headers;
    this.entries = read();
  }

  /** {@return the rows by their index} */
  List<Entry> entries() {
    return entries;
  }

  /** {@return the section of a row, if it is in one} */
  Optional<ElfSection> section(Entry entry) {
    boolean real = entry.section() > 0 && entry.section() < headers.size();
    return real ? Optional.of(headers.get(entry.section())) : Optional.empty();
  }

  /** {@return the symbols of a linked file} */
  List<BinarySymbol> linked() {
    List<BinarySymbol> symbols = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.isNamed() && !entry.isUndefined()) {
        Kind kind = entry.kind(section(entry));
        symbols.add(new BinarySymbol(entry.name(), entry.value(), entry.size(), kind));
      }
    }
    return symbols;
  }

  private List<Entry> read() throws BadImageException {
    Optional<ElfSection> table =
        headers.stream().filter(h -> h.type() == ElfSection.SYMTAB).findFirst();
    if (table.isEmpty()) {
      return List.of();
    }
    ElfSection header = table.get();
    if (header.link() >= headers.size()) {
      throw new BadImageException(
          header.headerOffset() + 40,
          "section " + header.link() + " as the names of symbols",
          "one of " + headers.size());
    }
    ElfSection names = headers.get((int) header.link());
    int index = headers.indexOf(header);
    Optional<ElfSection> extended =
        headers.stream().filter(h -> h.type() == SYMTAB_SHNDX && h.link() == index).findFirst();
    List<Entry> read = new ArrayList<>();
    long letters = 0;
    for (long i = 0; i < header.size() / SIZE; i++) {
      Entry entry = entry(header.offset() + i * SIZE, names, extended, i);
      letters += entry.name().length();
      if (letters > MOST_NAMES) {
        throw new BadImageException(
            header.offset() + i * SIZE,
            "names of symbols of more than %d MiB".formatted(MOST_NAMES >> 20),
            "at most that");
      }
      read.add(entry);
    }
    return read;
  }

  private Entry entry(long at, ElfSection names, Optional<ElfSection> extended, long index)
      throws BadImageException {
    long name = file.u32(at, "a symbol's name");
    int section = file.u16(at + 6, "a symbol's section");
    if (section == EXTENDED && extended.isPresent()) {
      section = file.s32(extended.get().offset() + index * 4, "a symbol's section");
    }
    boolean known = section >= 0 && section < headers.size() || section >= RESERVED;
    if (!known || name >= Math.max(1, names.size())) {
      throw new BadImageException(
          at,
          "a symbol with section %d and name 0x%x".formatted(section, name),
          "one of %d sections, a name below 0x%x".formatted(headers.size(), names.size()));
    }
    return new Entry(
        name == 0 ? "" : file.name(names.offset() + name, names.offset() + names.size()),
        file.u8(at + 4, "a symbol's type"),
        section,
        file.s64(at + 8, "a symbol's value"),
        file.s64(at + 16, "a symbol's size"));
  }
}
