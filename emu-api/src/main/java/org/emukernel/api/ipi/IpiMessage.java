package org.emukernel.api.ipi;

/**
 * What an interrupt from another CPU tells its target; on each architecture a vector or a bit of
 * its own (arch_send_call_function_single_ipi(), arch_send_call_function_ipi_mask(),
 * arch_smp_send_reschedule(), Linux v6.18, kernel/smp.c and kernel/sched/core.c).
 */
public enum IpiMessage {
  /** The scheduler of the target has something to look at. */
  RESCHEDULE,
  /** The target's queue of calls is no longer empty; sent to several targets. */
  CALL_FUNCTION,
  /** The same, sent to one target. */
  CALL_FUNCTION_SINGLE
}
