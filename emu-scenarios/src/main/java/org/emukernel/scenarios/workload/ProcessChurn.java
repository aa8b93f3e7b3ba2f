package org.emukernel.scenarios.workload;

import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.spi.WorkloadHost;

/** {@code process-churn}: {@link Processes} on the housekeeping CPUs. */
public final class ProcessChurn extends Processes {

  /** For ServiceLoader. */
  public ProcessChurn() {
    super("process-churn", "housekeeping CPUs", "100");
  }

  @Override
  public String description() {
    return "bursts of clone() and exit(): vmalloc'ed task stacks, lazy unmapping, purges";
  }

  @Override
  CpuMask cpus(WorkloadHost host) {
    return host.housekeeping();
  }
}
