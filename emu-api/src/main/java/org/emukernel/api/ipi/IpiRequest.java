package org.emukernel.api.ipi;

import org.emukernel.api.cpu.CpuMask;

/**
 * A cross-CPU call as its sender makes it (smp_call_function_many_cond()).
 *
 * @param sender the calling CPU
 * @param targets whom it concerns, without the sender
 * @param work what they must do
 */
public record IpiRequest(int sender, CpuMask targets, IpiWork work) {

  /** Refuses a sender among its own targets. */
  public IpiRequest {
    if (targets.contains(sender)) {
      throw new IllegalArgumentException("CPU " + sender + " is among its own targets " + targets);
    }
  }
}
