package org.emukernel.api.machine;

import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.api.strategy.DeferralStrategy;

/**
 * What the kernel of a machine shall hold besides what its architecture needs to run at all.
 *
 * @param strategy when IPIs wait; may add to the entry code
 * @param systemCalls number to symbol of the function
 * @param part all functions and variables, the architecture's own {@link MachinePlan#kernelPart}
 *     among them
 * @param faults planted in {@code part} already, and to be planted in what the architecture adds
 */
public record KernelComposition(
    DeferralStrategy strategy,
    Map<Integer, String> systemCalls,
    KernelPart part,
    List<PlantedFaultProvider> faults) {

  /** Copies the collections. */
  public KernelComposition {
    systemCalls = Map.copyOf(systemCalls);
    faults = List.copyOf(faults);
  }

  /** {@return a function with the faults planted in it} */
  public Routine planted(Routine routine) {
    Routine planted = routine;
    for (PlantedFaultProvider fault : faults) {
      planted = fault.plantIn(planted);
    }
    return planted;
  }

  /** {@return a part of the machine with the faults planted in it} */
  public <T> T planted(Class<T> type, T part) {
    T planted = part;
    for (PlantedFaultProvider fault : faults) {
      planted = fault.plantIn(type, planted);
    }
    return planted;
  }
}
