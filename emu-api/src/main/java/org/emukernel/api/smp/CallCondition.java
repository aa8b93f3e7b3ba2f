package org.emukernel.api.smp;

import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.SenderView;

/**
 * What a sender asks for each target before it queues work there: the {@code cond_func} of
 * smp_call_function_many_cond(). One step of the sender, so at most one access to shared memory.
 */
@FunctionalInterface
public interface CallCondition {

  /** {@return whether the target gets the call} */
  Decision test(SenderView sender, int target);
}
