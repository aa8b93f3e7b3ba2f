package org.emukernel.api.spi;

/**
 * Offers a fault that a scenario can plant in the machine, so that a monitor has something to find.
 * Found by {@link java.util.ServiceLoader}.
 */
public interface PlantedFaultProvider extends Named {

  /** {@return the name of the monitor that must fire} */
  String caughtBy();
}
