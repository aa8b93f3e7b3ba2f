package org.emukernel.mm.kernel;

import java.util.Optional;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.SenderView;

/** Strategies for tests. */
public enum Strategies implements DeferralStrategy {
  /** Defers nothing. */
  IMMEDIATE {
    @Override
    public boolean mayDefer(IpiWork work) {
      return false;
    }
  },
  /** Lets every target but CPU 1 wait with what vmalloc flushes. */
  SPARE_ALL_BUT_CPU_1 {
    @Override
    public boolean mayDefer(IpiWork work) {
      return work instanceof IpiWork.TlbFlush flush && flush.caller() == IpiWork.Caller.VMALLOC;
    }
  };

  @Override
  public Decision decide(IpiWork work, int target, SenderView sender) {
    if (!mayDefer(work)) {
      throw new AssertionError("asked about work that may not wait: " + work);
    }
    return target == 1 ? Decision.SEND : Decision.DEFER;
  }

  @Override
  public <T> Optional<T> entryHooks(Class<T> type) {
    return Optional.empty();
  }
}
