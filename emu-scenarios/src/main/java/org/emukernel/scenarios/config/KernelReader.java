package org.emukernel.scenarios.config;

import java.util.EnumSet;
import java.util.stream.Stream;
import org.emukernel.api.machine.HardwareSpec;
import org.emukernel.mm.MemoryOption;
import org.emukernel.scenarios.machine.KernelOptions;

/** Reads {@code emu.kernel}. */
final class KernelReader {

  private static final String RCU_BITS = "rcu-watching-bits";

  private KernelReader() {}

  /** {@return what the kernel does besides the usual} */
  static KernelOptions read(Block kernel) {
    kernel.onlyKeys(
        Stream.concat(Stream.of(MemoryOption.values()).map(MemoryOption::key), Stream.of(RCU_BITS))
            .toList());
    EnumSet<MemoryOption> options = EnumSet.noneOf(MemoryOption.class);
    for (MemoryOption option : MemoryOption.values()) {
      if (kernel.flag(option.key())) {
        options.add(option);
      }
    }
    long bits =
        kernel.number(
            RCU_BITS, HardwareSpec.MIN_RCU_WATCHING_BITS, HardwareSpec.MAX_RCU_WATCHING_BITS);
    return new KernelOptions(options, (int) bits);
  }
}
