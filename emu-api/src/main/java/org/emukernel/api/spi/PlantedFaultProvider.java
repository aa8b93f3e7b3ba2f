package org.emukernel.api.spi;

import org.emukernel.api.kernel.Routine;

/**
 * Offers a fault that a scenario can plant in the machine, so that a monitor has something to find.
 * Found by {@link java.util.ServiceLoader}.
 */
public interface PlantedFaultProvider extends Named {

  /** {@return the name of the monitor that must fire} */
  String caughtBy();

  /**
   * {@return the function with the fault planted in it, or the function itself if the fault is not
   * there} Asked for every function of the kernel when a machine is composed.
   */
  Routine plantIn(Routine routine);
}
