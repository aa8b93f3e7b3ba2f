package org.emukernel.scenarios.replay;

/** How a CPU asked another to do something. */
public enum CallKind {
  /** It queued a call_single_data: csd_queue_cpu. */
  CSD,
  /** It sent an IPI that belongs to no queued call_single_data: ipi_send_cpu, ipi_send_cpumask. */
  IPI
}
