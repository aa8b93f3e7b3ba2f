package org.emukernel.entry.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The symbols of an image by address and by name. Immutable. */
public final class SymbolMap {

  /** Without any. */
  public static final SymbolMap EMPTY = new SymbolMap(List.of());

  private static final Set<String> ENDS =
      Set.of("_text", "_stext", "_etext", "_sdata", "_edata", "_sinittext", "_einittext");

  private final BinarySymbol[] sorted;
  private final Addresses addresses;
  private final Map<String, BinarySymbol> byName;

  /** Sorts them; of several of one name the first counts. */
  public SymbolMap(List<BinarySymbol> symbols) {
    List<BinarySymbol> ordered = new ArrayList<>(symbols);
    ordered.sort(
        Comparator.comparingLong((BinarySymbol s) -> s.address() ^ Long.MIN_VALUE)
            .thenComparing(BinarySymbol::kind)
            .thenComparing(SymbolMap::isBoundary));
    this.sorted = ordered.toArray(BinarySymbol[]::new);
    this.addresses = new Addresses(ordered.stream().mapToLong(BinarySymbol::address));
    this.byName = new HashMap<>(symbols.size() * 2);
    symbols.forEach(symbol -> byName.putIfAbsent(symbol.name(), symbol));
  }

  /* Names that the linker script gives to the ends of things. */
  private static boolean isBoundary(BinarySymbol symbol) {
    String name = symbol.name();
    return name.startsWith("__start_")
        || name.endsWith("_start")
        || name.endsWith("_end")
        || ENDS.contains(name);
  }

  /** {@return how many there are} */
  public int size() {
    return sorted.length;
  }

  /** {@return all, by address} */
  public List<BinarySymbol> all() {
    return List.of(sorted);
  }

  /** {@return the symbol of that name} */
  public Optional<BinarySymbol> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** {@return the address that a name stands for} */
  public OptionalLong address(String name) {
    BinarySymbol symbol = byName.get(name);
    return symbol == null ? OptionalLong.empty() : OptionalLong.of(symbol.address());
  }

  /** {@return the best name of the nearest address at or below that one has} */
  public Optional<BinarySymbol> nearest(long linear) {
    int index = floor(linear);
    return index < 0 ? Optional.empty() : Optional.of(sorted[index]);
  }

  /** {@return all names of exactly this address} */
  public Set<String> namesAt(long linear) {
    Set<String> names = new HashSet<>();
    for (int i = Math.max(0, floor(linear)); i < sorted.length; i++) {
      if (sorted[i].address() != linear) {
        break;
      }
      names.add(sorted[i].name());
    }
    return names;
  }

  /** {@return the lowest address above {@code linear} that has a name} */
  public OptionalLong next(long linear) {
    int above = addresses.above(linear);
    return above == addresses.size() ? OptionalLong.empty() : OptionalLong.of(addresses.get(above));
  }

  /* The first of the symbols with the highest address at or below. */
  private int floor(long linear) {
    int index = addresses.above(linear) - 1;
    while (index > 0 && addresses.get(index - 1) == addresses.get(index)) {
      index--;
    }
    return index;
  }
}
