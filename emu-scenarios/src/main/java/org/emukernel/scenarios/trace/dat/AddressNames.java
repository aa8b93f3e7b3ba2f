package org.emukernel.scenarios.trace.dat;

import org.emukernel.api.trace.KernelSymbol;
import org.jspecify.annotations.Nullable;

/**
 * Names addresses. The latest are remembered, so that a recording's few addresses are looked up
 * once each, in constant memory.
 */
final class AddressNames {
  private static final int REMEMBERED = 1 << 12;
  private static final long HASH = 0x9E37_79B9_7F4A_7C15L;
  private static final int HASH_SHIFT = Long.SIZE - 12;

  private final Kallsyms kallsyms;
  private final long[] addresses = new long[REMEMBERED];
  private final @Nullable KernelSymbol[] symbols = new @Nullable KernelSymbol[REMEMBERED];

  AddressNames(Kallsyms kallsyms) {
    this.kallsyms = kallsyms;
  }

  /**
   * {@return the symbol and the offset in it, as {@code %pS} shows; the address if there is none}
   */
  KernelSymbol symbol(long address) {
    int slot = (int) (address * HASH >>> HASH_SHIFT);
    KernelSymbol known = symbols[slot];
    if (known == null || addresses[slot] != address) {
      known = lookUp(address);
      addresses[slot] = address;
      symbols[slot] = known;
    }
    return known;
  }

  private KernelSymbol lookUp(long address) {
    if (address == 0) {
      return KernelSymbol.NULL;
    }
    int symbol = kallsyms.find(address);
    return symbol < 0
        ? new KernelSymbol("0x" + Long.toHexString(address), 0)
        : new KernelSymbol(kallsyms.nameOf(symbol), address - kallsyms.addressOf(symbol));
  }

  /** {@return the symbol without an offset, as {@code %ps} shows} */
  KernelSymbol function(long address) {
    KernelSymbol symbol = symbol(address);
    return symbol.offset() == 0 ? symbol : new KernelSymbol(symbol.name(), 0);
  }
}
