package org.emukernel.x86.image;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.emukernel.x86.asm.ObjectSymbol;
import org.emukernel.x86.asm.RelocatableObject;
import org.emukernel.x86.asm.SymbolBinding;
import org.emukernel.x86.asm.SymbolType;
import org.jspecify.annotations.Nullable;

/**
 * Binds names to addresses: a unit's own symbols first, then global ones, a weak one giving way.
 */
final class SymbolBinder {
  private final BiFunction<RelocatableObject, String, @Nullable Long> sectionAddress;
  private final List<String> problems;
  private final Map<RelocatableObject, Map<String, Long>> ofUnit = new IdentityHashMap<>();
  private final Map<String, ImageSymbol> globals = new LinkedHashMap<>();
  private final List<ImageSymbol> locals = new ArrayList<>();

  SymbolBinder(
      BiFunction<RelocatableObject, String, @Nullable Long> sectionAddress, List<String> problems) {
    this.sectionAddress = sectionAddress;
    this.problems = problems;
  }

  void define(RelocatableObject unit) {
    Map<String, Long> own = ofUnit.computeIfAbsent(unit, u -> new HashMap<>());
    for (ObjectSymbol symbol : unit.symbols()) {
      Long base =
          symbol.section().equals(ObjectSymbol.ABSOLUTE)
              ? Long.valueOf(0)
              : sectionAddress.apply(unit, symbol.section());
      if (base == null) {
        problems.add(unit.name() + ": symbol '" + symbol.name() + "' is in an empty section");
        continue;
      }
      ImageSymbol bound = bind(symbol, base);
      if (symbol.binding() != SymbolBinding.WEAK) {
        own.put(symbol.name(), bound.address());
      }
      if (!symbol.isPrivateLabel() && !isLocalConstant(symbol)) {
        publish(unit, bound);
      }
    }
  }

  /**
   * Names given to numbers, such as struct offsets, would mislead whoever symbolizes small
   * addresses.
   */
  private static boolean isLocalConstant(ObjectSymbol symbol) {
    return symbol.binding() == SymbolBinding.LOCAL
        && symbol.section().equals(ObjectSymbol.ABSOLUTE);
  }

  private static ImageSymbol bind(ObjectSymbol symbol, long base) {
    return new ImageSymbol(
        symbol.name(),
        symbol.section(),
        base + symbol.value(),
        symbol.size(),
        symbol.type(),
        symbol.binding(),
        ImageSymbol.Origin.UNIT);
  }

  private void publish(RelocatableObject unit, ImageSymbol symbol) {
    if (symbol.binding() == SymbolBinding.LOCAL) {
      locals.add(symbol);
      return;
    }
    ImageSymbol known = globals.get(symbol.name());
    if (known == null || known.binding() == SymbolBinding.WEAK) {
      boolean bothWeak = known != null && symbol.binding() == SymbolBinding.WEAK;
      if (!bothWeak) {
        globals.put(symbol.name(), symbol);
      }
    } else if (symbol.binding() == SymbolBinding.GLOBAL) {
      problems.add(unit.name() + ": symbol '" + symbol.name() + "' is defined twice");
    }
  }

  /** Defines what Linux's linker script defines; a unit's symbol of the same name stays. */
  void defineBounds(List<OutputSection> ordered) {
    for (OutputSection section : ordered) {
      KernelLayout.Bounds bounds = KernelLayout.bounds(section.name());
      bounds.start().forEach(name -> bound(name, section, section.address()));
      bounds.end().forEach(name -> bound(name, section, section.address() + section.size()));
      if (section.name().equals(KernelLayout.PER_CPU)) {
        boundAbsolute("__per_cpu_load", section.loadAddress());
      }
    }
    region(ordered, KernelLayout.Region.TEXT, List.of("_text", "_stext"), List.of("_etext"));
    region(ordered, KernelLayout.Region.INIT, List.of("__init_begin"), List.of("__init_end"));
    ordered.stream()
        .mapToLong(s -> s.loadAddress() + s.size())
        .reduce((a, b) -> b)
        .ifPresent(end -> boundAbsolute("_end", end));
  }

  private void region(
      List<OutputSection> ordered,
      KernelLayout.Region region,
      List<String> starts,
      List<String> ends) {
    List<OutputSection> members =
        ordered.stream().filter(s -> s.region() == region && !s.isDetached()).toList();
    if (members.isEmpty()) {
      return;
    }
    OutputSection last = members.get(members.size() - 1);
    starts.forEach(name -> boundAbsolute(name, members.get(0).loadAddress()));
    ends.forEach(name -> boundAbsolute(name, last.loadAddress() + last.size()));
  }

  private void bound(String name, OutputSection section, long address) {
    add(name, section.name(), address);
  }

  private void boundAbsolute(String name, long address) {
    add(name, ObjectSymbol.ABSOLUTE, address);
  }

  private void add(String name, String section, long address) {
    globals.putIfAbsent(
        name,
        new ImageSymbol(
            name,
            section,
            address,
            0,
            SymbolType.NOTYPE,
            SymbolBinding.GLOBAL,
            ImageSymbol.Origin.LINKER));
  }

  /** {@return the address that a unit means by a name, null if nobody defines it} */
  @Nullable Long resolve(RelocatableObject unit, String name) {
    Map<String, Long> own = ofUnit.getOrDefault(unit, Map.of());
    Long address = own.get(name);
    if (address != null) {
      return address;
    }
    ImageSymbol global = globals.get(name);
    return global == null ? null : global.address();
  }

  /** {@return all symbols but private labels, by section and address} */
  List<ImageSymbol> all() {
    List<ImageSymbol> all = new ArrayList<>(locals);
    all.addAll(globals.values());
    all.sort(
        Comparator.comparing(ImageSymbol::section)
            .thenComparing(ImageSymbol::address, Long::compareUnsigned)
            .thenComparing(ImageSymbol::name));
    return all;
  }
}
