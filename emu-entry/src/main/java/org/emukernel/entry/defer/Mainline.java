package org.emukernel.entry.defer;

import java.util.Optional;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.KernelFlushes;
import org.emukernel.api.strategy.SenderView;

/**
 * Puts nothing off: what mainline does.
 *
 * @param name of the strategy
 * @param kernelFlushes how kernel flushes go to other CPUs
 */
record Mainline(String name, KernelFlushes kernelFlushes) implements DeferralStrategy {

  @Override
  public boolean mayDefer(IpiWork work) {
    return false;
  }

  @Override
  public Decision decide(IpiWork work, int target, SenderView sender) {
    return Decision.SEND;
  }

  @Override
  public <T> Optional<T> entryHooks(Class<T> type) {
    return Optional.empty();
  }
}
