package org.emukernel.scenarios.machine;

import java.util.Set;
import org.emukernel.api.machine.HardwareSpec;
import org.emukernel.mm.MemoryOption;

/**
 * What the kernel does besides the usual, and how it is configured; {@code emu.kernel}.
 *
 * @param memory what its memory management does besides the usual
 * @param rcuWatchingBits CT_RCU_WATCHING_WIDTH, 2..28
 */
public record KernelOptions(Set<MemoryOption> memory, int rcuWatchingBits) {

  /** Nothing besides the usual. */
  public static final KernelOptions USUAL =
      new KernelOptions(Set.of(), HardwareSpec.MAX_RCU_WATCHING_BITS);

  /** Copies the set. */
  public KernelOptions {
    memory = Set.copyOf(memory);
  }
}
