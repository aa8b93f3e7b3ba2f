package org.emukernel.scenarios.workload;

/**
 * A static key with many sites toggled through a sysctl (kernel/sched/core.c, sysctl_schedstats()).
 */
public final class SchedStats extends Toggling {

  /** For ServiceLoader. */
  public SchedStats() {
    super(
        "schedstats",
        "kernel.sched_schedstats on and off: one key with 257 sites, two batches, 6 text syncs a toggle",
        VfsWrite.SCHED_SCHEDSTATS);
  }
}
