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
 * sender knows at that very step what an isolated target does. Work that may wait is left at the
 * border of one that runs user code or a guest, where the transition does it within its own step;
 * one that is idle, in the kernel or on its way out does it at once; neither costs anything ({@link
 * SenderView#leaveAtBorder}). So no deferred work is ever late, no isolated CPU is ever interrupted
 * by work that may wait, not even by an interrupt that was sent while it was in the kernel and
 * arrives when it no longer is, and what is still sent must be sent by every strategy that defers.
 */
public final class OracleStrategyProvider implements DeferralStrategyProvider {

  static final String NAME = "oracle";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "knows what each CPU does and catches up without an interrupt: the lower bound, which cannot be"
        + " implemented";
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
