package org.emukernel.scenarios.config;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.emukernel.mm.MemoryOption;

/** Reads {@code emu.kernel}. */
final class KernelReader {

  private KernelReader() {}

  /** {@return what the kernel's memory management does besides the usual} */
  static Set<MemoryOption> read(Block kernel) {
    kernel.onlyKeys(Stream.of(MemoryOption.values()).map(MemoryOption::key).toList());
    EnumSet<MemoryOption> options = EnumSet.noneOf(MemoryOption.class);
    for (MemoryOption option : MemoryOption.values()) {
      if (kernel.flag(option.key())) {
        options.add(option);
      }
    }
    return options;
  }
}
