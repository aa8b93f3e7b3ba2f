package org.emukernel.x86.text;

import java.util.Set;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.strategy.DeferralStrategy;

/**
 * How a patcher makes every CPU serialise.
 *
 * @param deferrable number of the condition under which a target gets the IPI, {@link
 *     CallConditions#ALWAYS} if the strategy defers no syncs
 * @param skipped which of the three syncs are left out: planted faults, normally none
 */
record TextSync(int deferrable, Set<Integer> skipped) {

  TextSync {
    skipped = Set.copyOf(skipped);
  }

  static TextSync of(DeferralStrategy strategy, CallConditions conditions, Set<Integer> skipped) {
    IpiWork.SyncCore work = new IpiWork.SyncCore();
    int condition =
        strategy.mayDefer(work)
            ? conditions.add((target, info, sender) -> strategy.decide(work, target, sender))
            : CallConditions.ALWAYS;
    return new TextSync(condition, skipped);
  }
}
