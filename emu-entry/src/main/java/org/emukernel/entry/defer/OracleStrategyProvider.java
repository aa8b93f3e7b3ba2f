package org.emukernel.entry.defer;

import java.util.Optional;
import java.util.Set;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.Requirement;
import org.emukernel.api.strategy.SenderView;

/**
 * {@code oracle}: no strategy at all but the lower bound of all: it cannot be implemented. Its
 * sender knows whether an isolated target runs user code at that very step, and leaves the work at
 * the border between user and kernel, where the target's transition does it within its own step and
 * at no cost ({@link SenderView#leaveAtBorder}). So no deferred work is ever late, no target in
 * user mode is ever interrupted by work that may wait, and what is still sent must be sent by every
 * strategy.
 */
public final class OracleStrategyProvider implements DeferralStrategyProvider {

  static final String NAME = "oracle";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "knows who is in user mode and catches up inside the transition: the lower bound, which"
        + " cannot be implemented";
  }

  @Override
  public String source() {
    return "none: a bound for comparison";
  }

  @Override
  public Set<Requirement> requires() {
    return Set.of();
  }

  @Override
  public DeferralStrategy create(Settings settings) {
    return new Oracle();
  }

  private static final class Oracle implements DeferralStrategy {

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public boolean mayDefer(IpiWork work) {
      return Deferrable.isSync(work) || Deferrable.isFlush(work);
    }

    @Override
    public Decision decide(IpiWork work, int target, SenderView sender) {
      boolean waits = sender.isolated().contains(target) && sender.leaveAtBorder(target, work);
      return waits ? Decision.DEFER : Decision.SEND;
    }

    @Override
    public <T> Optional<T> entryHooks(Class<T> type) {
      return Optional.empty();
    }
  }
}
