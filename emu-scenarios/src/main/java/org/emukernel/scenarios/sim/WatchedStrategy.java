package org.emukernel.scenarios.sim;

import java.util.Optional;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.KernelFlushes;
import org.emukernel.api.strategy.SenderView;

/**
 * A strategy, and somebody who hears when it has a target interrupted.
 *
 * @param inner decides
 * @param listener hears
 */
record WatchedStrategy(DeferralStrategy inner, Refusals listener) implements DeferralStrategy {

  /** Hears of work that might have waited and does not. */
  @FunctionalInterface
  interface Refusals {

    /** In the sender's step: the strategy was asked about this target and said no. */
    void refused(int sender, int target);
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public boolean mayDefer(IpiWork work) {
    return inner.mayDefer(work);
  }

  @Override
  public Decision decide(IpiWork work, int target, SenderView sender) {
    Decision decision = inner.decide(work, target, sender);
    if (decision == Decision.SEND) {
      listener.refused(sender.cpu(), target);
    }
    return decision;
  }

  @Override
  public KernelFlushes kernelFlushes() {
    return inner.kernelFlushes();
  }

  @Override
  public <T> Optional<T> entryHooks(Class<T> type) {
    return inner.entryHooks(type);
  }
}
