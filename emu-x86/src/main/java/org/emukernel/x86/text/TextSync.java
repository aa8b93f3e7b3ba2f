package org.emukernel.x86.text;

import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.strategy.DeferralStrategy;

/**
 * How a patcher makes every CPU serialise.
 *
 * @param deferrable number of the condition under which a target gets the IPI, {@link
 *     CallConditions#ALWAYS} if the strategy defers no syncs
 */
record TextSync(int deferrable) {

  static TextSync of(DeferralStrategy strategy, CallConditions conditions) {
    IpiWork.SyncCore work = new IpiWork.SyncCore();
    int condition =
        strategy.mayDefer(work)
            ? conditions.add((target, info, sender) -> strategy.decide(work, target, sender))
            : CallConditions.ALWAYS;
    return new TextSync(condition);
  }
}
