package org.emukernel.x86.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.x86.asm.SectionFlag;
import org.emukernel.x86.asm.SymbolBinding;

/**
 * Writes an image as an ELF64 executable (ET_EXEC, EM_X86_64): a program header per section,
 * section headers, .symtab, .strtab, .shstrtab; "System V ABI", chapters 4 and 5. Physical
 * addresses are those of Linux: linear less 0xffffffff80000000.
 */
public final class ElfWriter {
  private static final int EHDR_SIZE = 64;
  private static final int PHDR_SIZE = 56;
  private static final int SHDR_SIZE = 64;
  private static final int SYM_SIZE = 24;
  private static final int SHT_PROGBITS = 1;
  private static final int SHT_SYMTAB = 2;
  private static final int SHT_STRTAB = 3;
  private static final int SHT_NOBITS = 8;
  private static final short SHN_ABS = (short) 0xfff1;
  private static final String ENTRY_SYMBOL = "startup_64";

  /** A section header under way. */
  private record Header(
      int name,
      int type,
      long flags,
      long address,
      long offset,
      long size,
      int link,
      int info,
      long alignment,
      long entrySize) {}

  private final KernelImage image;
  private final List<ImageSection> sections;
  private final StringTable names = new StringTable();
  private final StringTable symbolNames = new StringTable();
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private final List<Header> headers = new ArrayList<>();

  private ElfWriter(KernelImage image) {
    this.image = image;
    this.sections = image.sections().stream().filter(s -> s.size() > 0).toList();
  }

  /** {@return the bytes of the file} */
  public static byte[] write(KernelImage image) {
    return new ElfWriter(image).file();
  }

  private byte[] file() {
    file.writeBytes(new byte[EHDR_SIZE + PHDR_SIZE * sections.size()]);
    headers.add(new Header(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    sections.forEach(this::writeContent);
    writeSymbols();
    int shstrndx = headers.size();
    int ownName = names.add(".shstrtab");
    writeTable(ownName, names);
    pad(Long.BYTES);
    long headerOffset = file.size();
    headers.forEach(this::writeHeader);
    ByteBuffer out = ByteBuffer.wrap(file.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    writeElfHeader(out, headerOffset, shstrndx);
    writeProgramHeaders(out);
    return out.array();
  }

  /**
   * The offset in the file equals the address modulo the page size, so that pages can be mapped.
   */
  private void writeContent(ImageSection section) {
    int misalignment = KernelLayout.PAGE_SIZE - 1;
    while (!section.isBss() && (file.size() & misalignment) != (section.address() & misalignment)) {
      file.write(0);
    }
    long flags = section.flags().stream().mapToLong(SectionFlag::elfCode).sum();
    headers.add(
        new Header(
            names.add(section.name()),
            section.isBss() ? SHT_NOBITS : SHT_PROGBITS,
            flags,
            section.address(),
            file.size(),
            section.size(),
            0,
            0,
            section.alignment(),
            0));
    if (!section.isBss()) {
      file.writeBytes(section.content());
    }
  }

  private void writeSymbols() {
    Map<String, Short> indexes = new HashMap<>();
    for (int i = 0; i < sections.size(); i++) {
      indexes.put(sections.get(i).name(), (short) (i + 1));
    }
    List<ImageSymbol> ordered = new ArrayList<>(image.symbols());
    ordered.sort(java.util.Comparator.comparing(s -> s.binding() != SymbolBinding.LOCAL));
    long locals = ordered.stream().filter(s -> s.binding() == SymbolBinding.LOCAL).count();
    ByteBuffer table =
        ByteBuffer.allocate(SYM_SIZE * (ordered.size() + 1)).order(ByteOrder.LITTLE_ENDIAN);
    table.position(SYM_SIZE);
    ordered.forEach(symbol -> writeSymbol(table, symbol, indexes));
    pad(Long.BYTES);
    headers.add(
        new Header(
            names.add(".symtab"),
            SHT_SYMTAB,
            0,
            0,
            file.size(),
            table.capacity(),
            headers.size() + 1,
            (int) locals + 1,
            Long.BYTES,
            SYM_SIZE));
    file.writeBytes(table.array());
    writeTable(names.add(".strtab"), symbolNames);
  }

  private void writeSymbol(ByteBuffer table, ImageSymbol symbol, Map<String, Short> indexes) {
    table.putInt(symbolNames.add(symbol.name()));
    table.put((byte) (symbol.binding().elfCode() << 4 | symbol.type().elfCode()));
    table.put((byte) 0);
    table.putShort(indexes.getOrDefault(symbol.section(), SHN_ABS));
    table.putLong(symbol.address());
    table.putLong(symbol.size());
  }

  private void writeTable(int name, StringTable table) {
    byte[] bytes = table.bytes();
    headers.add(new Header(name, SHT_STRTAB, 0, 0, file.size(), bytes.length, 0, 0, 1, 0));
    file.writeBytes(bytes);
  }

  private void pad(int boundary) {
    while (file.size() % boundary != 0) {
      file.write(0);
    }
  }

  private void writeHeader(Header header) {
    ByteBuffer out = ByteBuffer.allocate(SHDR_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(header.name()).putInt(header.type()).putLong(header.flags());
    out.putLong(header.address()).putLong(header.offset()).putLong(header.size());
    out.putInt(header.link()).putInt(header.info());
    out.putLong(header.alignment()).putLong(header.entrySize());
    file.writeBytes(out.array());
  }

  private void writeElfHeader(ByteBuffer out, long headerOffset, int shstrndx) {
    byte[] ident = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    out.position(0);
    out.put(ident).putShort((short) 2).putShort((short) 62).putInt(1);
    out.putLong(image.symbol(ENTRY_SYMBOL).map(ImageSymbol::address).orElse(0L));
    out.putLong(sections.isEmpty() ? 0 : EHDR_SIZE).putLong(headerOffset).putInt(0);
    out.putShort((short) EHDR_SIZE).putShort((short) PHDR_SIZE);
    out.putShort((short) sections.size());
    out.putShort((short) SHDR_SIZE).putShort((short) headers.size());
    out.putShort((short) shstrndx);
  }

  private void writeProgramHeaders(ByteBuffer out) {
    for (int i = 0; i < sections.size(); i++) {
      ImageSection section = sections.get(i);
      long fileSize = section.isBss() ? 0 : section.size();
      out.putInt(1).putInt(protection(section)).putLong(headers.get(i + 1).offset());
      out.putLong(section.address());
      out.putLong(section.loadAddress() - KernelLayout.START_KERNEL_MAP);
      out.putLong(fileSize).putLong(section.size()).putLong(pageAlignment(section));
    }
  }

  /** A section without bytes in the file needs no congruence, hence no alignment. */
  private static long pageAlignment(ImageSection section) {
    return section.isBss() ? 1 : KernelLayout.PAGE_SIZE;
  }

  private static int protection(ImageSection section) {
    int exec = section.flags().contains(SectionFlag.EXEC) ? 1 : 0;
    int write = section.flags().contains(SectionFlag.WRITE) ? 2 : 0;
    return 4 | write | exec;
  }

  /** Names one behind the other, each ended by NUL. */
  private static final class StringTable {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    StringTable() {
      bytes.write(0);
    }

    int add(String name) {
      int at = bytes.size();
      bytes.writeBytes(name.getBytes(StandardCharsets.UTF_8));
      bytes.write(0);
      return at;
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }
  }
}
