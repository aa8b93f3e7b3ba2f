package org.emukernel.scenarios.replay;

import org.emukernel.api.cpu.CpuMask;

/**
 * The CPUs whose interference is counted.
 *
 * @param cpus the CPUs
 * @param origin whether the user named them
 */
public record IsolatedCpus(CpuMask cpus, Origin origin) {
  /** Where the knowledge comes from. */
  public enum Origin {
    /** The user named them. */
    GIVEN,
    /**
     * They were told from the recording: the CPUs at which at least one call was queued and which
     * themselves queued at most one for every four queued at them. Housekeeping CPUs call all
     * others and so queue more than they receive; isolated ones stay in user space. In a recording
     * without csd_queue_cpu, IPIs are counted instead.
     */
    INFERRED
  }
}
