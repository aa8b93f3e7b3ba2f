package org.emukernel.x86.image;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.emukernel.x86.asm.SymbolBinding;

/** Finds symbols by name and by address. */
final class SymbolTable {
  /** Of several symbols at one address, the one whose name says most. */
  private static final Comparator<ImageSymbol> TELLING =
      Comparator.comparing(ImageSymbol::origin)
          .thenComparing(s -> s.size() == 0)
          .thenComparing(s -> s.binding() == SymbolBinding.LOCAL)
          .thenComparing(ImageSymbol::name);

  private final List<ImageSection> sections;
  private final Map<String, ImageSymbol> byName = new HashMap<>();
  private final Map<String, NavigableMap<Long, ImageSymbol>> bySection = new HashMap<>();

  SymbolTable(List<ImageSection> sections, List<ImageSymbol> symbols) {
    this.sections = sections;
    List<ImageSymbol> ordered = new ArrayList<>(symbols);
    ordered.sort(TELLING);
    for (ImageSymbol symbol : ordered) {
      byName.merge(symbol.name(), symbol, SymbolTable::preferGlobal);
      if (!symbol.isAbsolute()) {
        bySection
            .computeIfAbsent(symbol.section(), s -> new TreeMap<>(Long::compareUnsigned))
            .putIfAbsent(symbol.address(), symbol);
      }
    }
  }

  private static ImageSymbol preferGlobal(ImageSymbol first, ImageSymbol second) {
    boolean better =
        first.binding() == SymbolBinding.LOCAL && second.binding() != SymbolBinding.LOCAL;
    return better ? second : first;
  }

  Optional<ImageSymbol> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Optional<ImageSymbol> nearest(long linear) {
    return sectionAt(linear)
        .map(section -> bySection.get(section.name()))
        .map(inSection -> inSection.floorEntry(linear))
        .map(Map.Entry::getValue);
  }

  private Optional<ImageSection> sectionAt(long linear) {
    return sections.stream().filter(s -> s.contains(linear)).findFirst();
  }

  String symbolize(long linear) {
    Optional<ImageSymbol> symbol = nearest(linear);
    if (symbol.isPresent()) {
      return offset(symbol.get().name(), linear - symbol.get().address());
    }
    return sectionAt(linear)
        .map(section -> offset(section.name(), linear - section.address()))
        .orElse("0x" + Long.toHexString(linear));
  }

  private static String offset(String name, long offset) {
    return name + "+0x" + Long.toHexString(offset);
  }
}
