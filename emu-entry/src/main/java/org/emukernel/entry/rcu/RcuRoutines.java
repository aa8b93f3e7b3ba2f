package org.emukernel.entry.rcu;

import java.util.List;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.machine.HardwareSpec;
import org.emukernel.entry.ct.ContextTracking;

/**
 * Expedited grace periods of RCU. Contract: {@code synchronize_rcu_expedited()} returns when every
 * other CPU has been outside RCU's sight or has taken its IPI.
 */
public final class RcuRoutines {

  private RcuRoutines() {}

  /**
   * {@return the routines and their variables}
   *
   * @param watchingBits CT_RCU_WATCHING_WIDTH, how much of the counter a reader compares
   */
  public static KernelPart create(int watchingBits) {
    if (watchingBits < HardwareSpec.MIN_RCU_WATCHING_BITS
        || watchingBits > HardwareSpec.MAX_RCU_WATCHING_BITS) {
      throw new IllegalArgumentException(
          watchingBits
              + " bits; "
              + HardwareSpec.MIN_RCU_WATCHING_BITS
              + ".."
              + HardwareSpec.MAX_RCU_WATCHING_BITS
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
