package org.emukernel.scenarios.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emukernel.entry.check.BadImageException;
import org.emukernel.entry.check.BinaryImage;
import org.emukernel.entry.check.BinaryImage.Kind;
import org.emukernel.entry.check.BinarySection;
import org.emukernel.entry.check.BinarySection.Flag;
import org.emukernel.entry.check.BinarySymbol;
import org.emukernel.entry.check.SymbolMap;

/**
 * An object file or module: gives its sections addresses, undefined symbols too, and resolves the
 * relocations. Each undefined symbol stands {@value #EXTERNAL_STEP} bytes behind the one before,
 * but for {@value #PV_OPS}, whose slots have room.
 */
final class ElfObject {

  private static final long KERNEL_BASE = 0xffffffff81000000L;
  private static final long MODULE_BASE = 0xffffffffc0000000L;
  private static final int EXTERNAL_STEP = 16;

  /** An array, of which each slot is told from others. */
  private static final String PV_OPS = "pv_ops";

  private static final int PV_OPS_STEP = 2048;
  private static final String PER_CPU = ".data..percpu";
  private static final String DISCARDED = ".discard.";
  private static final String EXTERNAL = "(undefined)";

  private final ByteView file;
  private final List<ElfSection> headers;
  private final ElfSymbols symbols;
  private final Kind kind;
  private final long[] addresses;
  private final Map<String, Long> externals = new LinkedHashMap<>();
  private final List<BinarySection> sections = new ArrayList<>();
  private final SizeBudget budget;
  private long next;

  ElfObject(ByteView file, List<ElfSection> headers) throws BadImageException {
    this.file = file;
    this.headers = headers;
    this.symbols = new ElfSymbols(file, headers);
    boolean module = headers.stream().anyMatch(h -> h.name().equals(".gnu.linkonce.this_module"));
    this.kind = module ? Kind.MODULE : Kind.OBJECT;
    this.addresses = new long[headers.size()];
    this.budget = new SizeBudget(file.length());
    this.next = module ? MODULE_BASE : KERNEL_BASE;
  }

  BinaryImage image() throws BadImageException {
    placeSections();
    placeExternals();
    for (ElfSection header : headers) {
      if (header.type() == ElfSection.RELA) {
        relocate(header);
      }
    }
    return new BinaryImage(kind, file.bytes(), sections, new SymbolMap(named()));
  }

  /* Code first, so that it lies together; per-CPU data from 0, as vmlinux.lds.S has it. */
  private void placeSections() throws BadImageException {
    long perCpu = 0;
    for (int code = 1; code >= 0; code--) {
      for (int i = 0; i < headers.size(); i++) {
        ElfSection header = headers.get(i);
        if (!isPlaced(header) || header.isExecutable() != (code == 1)) {
          continue;
        }
        budget.take(header);
        long alignment = Math.max(1, header.alignment());
        if (header.name().startsWith(PER_CPU)) {
          perCpu = perCpu + alignment - 1 & -alignment;
          addresses[i] = perCpu;
          perCpu += header.size();
        } else {
          next = next + alignment - 1 & -alignment;
          addresses[i] = next;
          next += header.size();
        }
        sections.add(header.at(addresses[i]));
      }
    }
  }

  private static boolean isPlaced(ElfSection header) {
    boolean discarded = header.name().startsWith(DISCARDED) && header.type() == ElfSection.PROGBITS;
    return (header.isAllocated() || discarded) && header.size() > 0;
  }

  private void placeExternals() {
    long first = next + EXTERNAL_STEP - 1 & -EXTERNAL_STEP;
    long at = first;
    for (ElfSymbols.Entry entry : symbols.entries()) {
      if (entry.isUndefined() && !entry.name().isEmpty()) {
        if (externals.putIfAbsent(entry.name(), at) == null) {
          at += entry.name().equals(PV_OPS) ? PV_OPS_STEP : EXTERNAL_STEP;
        }
      }
    }
    if (at > first) {
      sections.add(
          new BinarySection(EXTERNAL, first, at - first, 0, Set.of(Flag.NO_BITS, Flag.EXTERNAL)));
    }
  }

  private List<BinarySymbol> named() {
    List<BinarySymbol> named = new ArrayList<>();
    for (ElfSymbols.Entry entry : symbols.entries()) {
      if (!entry.isNamed()) {
        continue;
      }
      boolean placed = symbols.section(entry).filter(ElfObject::isPlaced).isPresent();
      if (placed || entry.isUndefined()) {
        BinarySymbol.Kind what =
            entry.isUndefined()
                ? BinarySymbol.Kind.GLOBAL_FUNCTION
                : entry.kind(symbols.section(entry));
        named.add(new BinarySymbol(entry.name(), value(entry), entry.size(), what));
      }
    }
    return named;
  }

  private long value(ElfSymbols.Entry entry) {
    if (entry.isUndefined()) {
      return externals.getOrDefault(entry.name(), 0L);
    }
    return entry.section() < headers.size()
        ? addresses[entry.section()] + entry.value()
        : entry.value();
  }

  private void relocate(ElfSection table) throws BadImageException {
    if (table.info() >= headers.size()) {
      throw new BadImageException(
          table.headerOffset() + 44,
          "relocations of section " + table.info(),
          "one of " + headers.size());
    }
    ElfSection target = headers.get((int) table.info());
    if (!isPlaced(target) || target.isEmptyInFile()) {
      return;
    }
    budget.take(table);
    for (long i = 0; i < table.size() / RelocationKind.RECORD_SIZE; i++) {
      relocate(table.offset() + i * RelocationKind.RECORD_SIZE, target, (int) table.info());
    }
  }

  private void relocate(long record, ElfSection target, int section) throws BadImageException {
    long offset = file.s64(record, "a relocation's place");
    long symbol = file.u32(record + 12, "a relocation's symbol");
    RelocationKind relocation =
        RelocationKind.of(file.s32(record + 8, "a relocation's type"), record + 8);
    if (symbol >= Math.max(1, symbols.entries().size())) {
      throw new BadImageException(
          record + 12, "symbol " + symbol, "one of " + symbols.entries().size());
    }
    int bytes = relocation.bytes();
    if (offset < 0 || offset > target.size() - bytes) {
      throw new BadImageException(
          record,
          "a relocation at 0x%x of %s".formatted(offset, target.name()),
          "less than 0x%x".formatted(target.size()));
    }
    long value = symbols.entries().isEmpty() ? 0 : value(symbols.entries().get((int) symbol));
    value += file.s64(record + 16, "a relocation's addend");
    if (relocation.isRelative()) {
      value -= addresses[section] + offset;
    }
    int at = (int) (target.offset() + offset);
    if (bytes == Long.BYTES) {
      file.put64(at, value);
    } else if (bytes == Integer.BYTES) {
      file.put32(at, (int) value);
    }
  }
}
