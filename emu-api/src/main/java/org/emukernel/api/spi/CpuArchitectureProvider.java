package org.emukernel.api.spi;

import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.machine.HardwareSpec;
import org.emukernel.api.machine.MachinePlan;
import org.emukernel.api.strategy.Requirement;

/** Offers an architecture, such as {@code x86-64}. Found by {@link java.util.ServiceLoader}. */
public interface CpuArchitectureProvider extends Named {

  /** {@return the manual that the architecture follows, by title} */
  String manual();

  /**
   * {@return whether its machines can have this, if their features say so} A strategy that needs
   * what an architecture cannot have is refused there.
   */
  boolean canHave(Requirement requirement);

  /** Reserves the slots of a machine. */
  MachinePlan reserve(ArenaBuilder slots, HardwareSpec spec);
}
