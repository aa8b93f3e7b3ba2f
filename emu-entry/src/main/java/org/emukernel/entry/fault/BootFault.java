package org.emukernel.entry.fault;

import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.entry.boot.MachineBoot;

/** A fault in what lies in memory, or is mapped, when an x86 machine starts. */
abstract class BootFault implements PlantedFaultProvider {

  /** {@return the machine with the fault} */
  abstract MachineBoot plantIn(MachineBoot boot);

  @Override
  public final Routine plantIn(Routine routine) {
    return routine;
  }

  @Override
  public final <T> T plantIn(Class<T> type, T part) {
    return part instanceof MachineBoot boot ? type.cast(plantIn(boot)) : part;
  }
}
