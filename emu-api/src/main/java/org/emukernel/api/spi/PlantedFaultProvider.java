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

  /**
   * {@return a part of the machine that is no function, with the fault planted in it, or the part
   * itself if the fault is not there}
   *
   * @param type what the architecture has: of x86-64 {@code CpuModel}, what the processors are, and
   *     {@code MachineBoot}, what lies in memory and is mapped at boot
   */
  default <T> T plantIn(Class<T> type, T part) {
    return part;
  }
}
