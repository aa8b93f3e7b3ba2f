package org.emukernel.api.spi;

import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;

/**
 * Offers a workload: what some CPUs of a scenario do. Found by {@link java.util.ServiceLoader}.
 *
 * <p>It declares its settings, so that they are checked and listed without it.
 */
public interface WorkloadProvider extends Named {

  /** {@return the keys that may stand beside {@code name}, each once, in the order of the list} */
  List<Setting> settings();

  /** {@return what the workload adds to the kernel: the functions behind its system calls} */
  KernelPart kernelPart();

  /**
   * {@return the symbols of its system calls by number; a number that two workloads give must mean
   * the same function}
   */
  Map<Integer, String> systemCalls();

  /** {@return the names of the {@linkplain Workload#means means} that it measures} */
  default List<String> means() {
    return List.of();
  }

  /**
   * Lays the workload out.
   *
   * @param settings read against {@link #settings}
   * @param host the machine
   */
  WorkloadHost.Plan plan(Settings settings, WorkloadHost host);
}
