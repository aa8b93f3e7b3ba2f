package org.emukernel.scenarios.workload;

import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.spi.WorkloadHost;

/**
 * {@code isolated-forks}: {@link Processes} on the isolated CPUs, which so do what they should not:
 * enter the kernel and touch vmalloc'ed memory. What was deferred for them must have been caught up
 * by then.
 */
public final class IsolatedForks extends Processes {

  /** For ServiceLoader. */
  public IsolatedForks() {
    super("isolated-forks", "isolated CPUs", "1");
  }

  @Override
  public String description() {
    return "isolated CPUs that fork now and then: kernel entries that touch vmalloc'ed stacks";
  }

  @Override
  CpuMask cpus(WorkloadHost host) {
    return host.isolated();
  }
}
