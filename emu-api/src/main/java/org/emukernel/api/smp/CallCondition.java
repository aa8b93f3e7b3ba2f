package org.emukernel.api.smp;

import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.SenderView;

/**
 * The condition function of smp_call_function_many_cond() (smp_cond_func_t, kernel/smp.c): asked by
 * the sender once for each online target, before it queues anything there. Stateless.
 */
@FunctionalInterface
public interface CallCondition {

  /**
   * Decides for one target, in one step of the sender with at most one access to shared memory.
   *
   * @param target the target's number; the sender's own is never asked about
   * @param info the argument that the called function will get
   * @param sender the sender's view of the machine, which may be stale
   * @return {@link Decision#SEND} to call the target, {@link Decision#DEFER} to leave it out
   *     although it must do the work at its next kernel entry, {@link Decision#SKIP} to leave it
   *     out for good, {@link Decision#AGAIN} to be asked again in the sender's next step
   */
  Decision decide(int target, long info, SenderView sender);
}
