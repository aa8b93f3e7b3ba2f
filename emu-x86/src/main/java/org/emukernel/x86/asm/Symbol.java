package org.emukernel.x86.asm;

import org.jspecify.annotations.Nullable;

/**
 * A symbol while its unit is being assembled: attributes may come before or after the definition.
 */
final class Symbol {
  private final String name;
  private SectionBuilder.@Nullable Place place;
  private @Nullable Long constant;
  private @Nullable Expression size;
  private SymbolType type = SymbolType.NOTYPE;
  private SymbolBinding binding = SymbolBinding.LOCAL;

  Symbol(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  SectionBuilder.@Nullable Place place() {
    return place;
  }

  @Nullable Long constant() {
    return constant;
  }

  boolean isDefined() {
    return place != null || constant != null;
  }

  void define(SectionBuilder.Place at) {
    if (isDefined()) {
      throw new AssemblyException("symbol '" + name + "' is already defined");
    }
    place = at;
  }

  void set(long value) {
    if (place != null) {
      throw new AssemblyException("symbol '" + name + "' is already a label");
    }
    constant = value;
  }

  void type(SymbolType newType) {
    type = newType;
  }

  void bind(SymbolBinding newBinding) {
    binding = newBinding;
  }

  void size(Expression newSize) {
    size = newSize;
  }

  boolean isWeak() {
    return binding == SymbolBinding.WEAK;
  }

  ObjectSymbol toObject(Layout layout) {
    long bytes = size == null ? 0 : layout.constant(size);
    if (place != null) {
      return new ObjectSymbol(name, place.section().name(), place.offset(), bytes, type, binding);
    }
    return new ObjectSymbol(
        name,
        ObjectSymbol.ABSOLUTE,
        java.util.Objects.requireNonNull(constant),
        bytes,
        type,
        binding);
  }
}
