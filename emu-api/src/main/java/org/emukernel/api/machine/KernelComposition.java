package org.emukernel.api.machine;

import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.strategy.DeferralStrategy;

/**
 * What the kernel of a machine shall hold besides what its architecture needs to run at all.
 *
 * @param strategy when IPIs wait; may add to the entry code
 * @param systemCalls number to symbol of the function
 * @param part all functions and variables, the architecture's own {@link MachinePlan#kernelPart}
 *     among them
 */
public record KernelComposition(
    DeferralStrategy strategy, Map<Integer, String> systemCalls, KernelPart part) {

  /** Copies the map. */
  public KernelComposition {
    systemCalls = Map.copyOf(systemCalls);
  }
}
