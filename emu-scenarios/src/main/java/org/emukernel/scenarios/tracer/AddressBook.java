package org.emukernel.scenarios.tracer;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.kernel.MissingSymbolException;
import org.emukernel.api.trace.KernelSymbol;

/**
 * The addresses of the functions that a recording names, and the table by which a reader finds the
 * names again. Each name has one address of its own, also where two name the same function.
 */
final class AddressBook {

  /** Behind everything that Linux maps by name: for names that the image does not have. */
  private static final long NOWHERE = 0xffffffffff800000L;

  private static final int NOWHERE_STEP = 0x1000;
  private static final int HEX = 16;
  private static final String END_OF_TEXT = "_etext";

  private final KernelSymbols symbols;
  private final Map<String, Long> byName = new HashMap<>();
  private final TreeMap<Long, String> byAddress = new TreeMap<>(Long::compareUnsigned);
  private long nowhere = NOWHERE;

  AddressBook(KernelSymbols symbols) {
    this.symbols = symbols;
  }

  /** {@return the address; 0 for the null pointer} */
  long of(KernelSymbol symbol) {
    return symbol.isNull() ? 0 : of(symbol.name()) + symbol.offset();
  }

  /** {@return the address of a name, or what it says if it is one itself} */
  long of(String name) {
    if (name.startsWith("0x")) {
      return Long.parseUnsignedLong(name, 2, name.length(), HEX);
    }
    Long known = byName.get(name);
    return known != null ? known : add(name);
  }

  private long add(String name) {
    long address = addressOf(name);
    while (byAddress.containsKey(address)) {
      address++;
    }
    byName.put(name, address);
    byAddress.put(address, name);
    return address;
  }

  private long addressOf(String name) {
    try {
      return symbols.symbol(name);
    } catch (MissingSymbolException e) {
      nowhere += NOWHERE_STEP;
      return nowhere;
    }
  }

  /** {@return lines of /proc/kallsyms for the names so far, in the order of their addresses} */
  String kallsyms() {
    of(END_OF_TEXT); // Readers take a function to end where the next one begins.
    StringBuilder lines = new StringBuilder();
    byAddress.forEach(
        (address, name) -> lines.append("%016x T %s%n".formatted(address, name).replace("\r", "")));
    return lines.toString();
  }
}
