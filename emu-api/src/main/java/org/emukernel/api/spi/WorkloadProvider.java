package org.emukernel.api.spi;

import java.util.List;

/**
 * Offers a workload: what some CPUs of a scenario do. Found by {@link java.util.ServiceLoader}.
 *
 * <p>It declares its settings, so that they are checked and listed without it.
 */
public interface WorkloadProvider extends Named {

  /** {@return the keys that may stand beside {@code name}, each once, in the order of the list} */
  List<WorkloadSetting> settings();
}
