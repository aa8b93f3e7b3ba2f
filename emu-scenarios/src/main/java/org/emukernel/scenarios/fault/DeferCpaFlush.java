package org.emukernel.scenarios.fault;

import java.util.List;
import java.util.Set;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/**
 * {@code defer-cpa-flush}: cpa_flush(), which set_memory_ro() and its like end with, asks the
 * strategy whether each target may wait, as vmalloc's flushes do; no published version does. A CPU
 * that is let go may store to what is read-only before it has caught up. Shows only under
 * strategies that defer flushes, and where something is stored to in the danger zone.
 */
public final class DeferCpaFlush extends ChangedFunction {

  /** For ServiceLoader. */
  public DeferCpaFlush() {
    super(Set.of("cpa_flush"), List.of("flush_tlb_kernel_range"));
  }

  @Override
  public String name() {
    return "defer-cpa-flush";
  }

  @Override
  public String description() {
    return "set_memory_ro() and its like flush by flush_tlb_kernel_range_deferrable(); needs a strategy"
        + " that defers flushes";
  }

  @Override
  public String caughtBy() {
    return SafetyMonitors.STALE_TRANSLATION;
  }

  @Override
  void instead(Routine routine, RoutineFrame frame) {
    routine.step(new Deferring(frame));
  }

  private static final class Deferring extends ForwardingFrame {

    Deferring(RoutineFrame frame) {
      super(frame);
    }

    @Override
    public void call(long function, long arg0, long arg1, long arg2, long arg3, long arg4) {
      super.call(deferrable(function), arg0, arg1, arg2, arg3, arg4);
    }

    /* There is none where the strategy defers no flushes. */
    private long deferrable(long otherwise) {
      try {
        return port().symbol("flush_tlb_kernel_range_deferrable");
      } catch (IllegalArgumentException e) {
        return otherwise;
      }
    }
  }
}
