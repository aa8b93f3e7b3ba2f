package org.emukernel.x86.text;

import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.strategy.DeferralStrategy;

/**
 * How a patcher makes every CPU serialise.
 *
 * @param deferrable number of the condition under which a target gets the IPI of a sync that may
 *     wait, {@link CallConditions#ALWAYS} if the strategy defers no syncs
 * @param forced the same for a sync that may not
 */
record TextSync(int deferrable, int forced) {

  static TextSync of(DeferralStrategy strategy, CallConditions conditions) {
    return new TextSync(
        condition(IpiWork.Urgency.MAY_WAIT, strategy, conditions),
        condition(IpiWork.Urgency.FORCED, strategy, conditions));
  }

  private static int condition(
      IpiWork.Urgency urgency, DeferralStrategy strategy, CallConditions conditions) {
    IpiWork.SyncCore work = new IpiWork.SyncCore(urgency);
    return strategy.mayDefer(work)
        ? conditions.add((target, info, sender) -> strategy.decide(work, target, sender))
        : CallConditions.ALWAYS;
  }
}
