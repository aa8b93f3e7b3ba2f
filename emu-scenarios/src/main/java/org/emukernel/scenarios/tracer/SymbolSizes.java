package org.emukernel.scenarios.tracer;

import java.util.HashMap;
import java.util.Map;
import org.emukernel.api.kernel.KernelSymbols;

/** Sizes of symbols, each asked for once. */
final class SymbolSizes {

  private final KernelSymbols symbols;
  private final Map<String, Long> known = new HashMap<>();

  SymbolSizes(KernelSymbols symbols) {
    this.symbols = symbols;
  }

  long of(String name) {
    return known.computeIfAbsent(name, symbols::size);
  }
}
