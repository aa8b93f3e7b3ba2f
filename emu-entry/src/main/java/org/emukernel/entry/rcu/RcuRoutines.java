package org.emukernel.entry.rcu;

import java.util.List;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.entry.ct.ContextTracking;

/**
 * Expedited grace periods of RCU. Contract: {@code synchronize_rcu_expedited()} returns when every
 * other CPU has been outside RCU's sight or has taken its IPI.
 */
public final class RcuRoutines {

  /** CONFIG_RCU_DYNTICKS_TORTURE. */
  public static final int MIN_WATCHING_BITS = 2;

  /** CT_RCU_WATCHING_MAX_WIDTH: all that the state and work bits leave. */
  public static final int MAX_WATCHING_BITS = ContextTracking.RCU_WATCHING_MAX_WIDTH;

  private RcuRoutines() {}

  /**
   * {@return the routines and their variables}
   *
   * @param watchingBits CT_RCU_WATCHING_WIDTH, how much of the counter a reader compares
   */
  public static KernelPart create(int watchingBits) {
    if (watchingBits < MIN_WATCHING_BITS || watchingBits > MAX_WATCHING_BITS) {
      throw new IllegalArgumentException(
          watchingBits
              + " bits; "
              + MIN_WATCHING_BITS
              + ".."
              + MAX_WATCHING_BITS
              + " are possible");
    }
    return new KernelPart(
        List.of(
            new SynchronizeRcuExpedited(ContextTracking.watchingMask(watchingBits)),
            new RcuExpHandler()),
        List.of(
            new KernelVariable(
                SynchronizeRcuExpedited.RCU_DATA,
                SynchronizeRcuExpedited.RCU_DATA_BYTES,
                KernelVariable.Storage.PER_CPU)));
  }
}
