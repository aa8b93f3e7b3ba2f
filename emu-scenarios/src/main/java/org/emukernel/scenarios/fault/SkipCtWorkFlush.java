package org.emukernel.scenarios.fault;

import java.util.List;
import java.util.Set;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/**
 * {@code skip-ct-work-flush}: {@code ct_kernel_enter_state()} leaves out {@code ct_work_flush()}:
 * the work that the strategy {@code context-work} left for this entry.
 */
public final class SkipCtWorkFlush extends ChangedFunction {

  /** For ServiceLoader. */
  public SkipCtWorkFlush() {
    super(
        Set.of(
            "__ct_user_exit",
            "ct_idle_exit",
            "guest_context_exit_irqoff",
            "ct_nmi_enter",
            "ct_irq_enter"),
        List.of("sync_core", "__flush_tlb_all"));
  }

  @Override
  public String name() {
    return "skip-ct-work-flush";
  }

  @Override
  public String description() {
    return "kernel entries leave out ct_work_flush(), the catch-up of context-work";
  }

  @Override
  public String caughtBy() {
    return SafetyMonitors.DEFERRED_AND_SKIPPED;
  }

  @Override
  void instead(Routine routine, RoutineFrame frame) {
    /* Goes on with the next label. */
  }
}
