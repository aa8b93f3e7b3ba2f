package org.emukernel.scenarios.fault;

import java.util.List;
import java.util.Set;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/**
 * {@code skip-ct-user-exit}: entry from user mode does not tell context tracking: RCU goes on
 * thinking that the CPU is in user mode.
 */
public final class SkipCtUserExit extends ChangedFunction {

  /** For ServiceLoader. */
  public SkipCtUserExit() {
    super(Set.of("__ct_user_exit"), List.of("active"));
  }

  @Override
  public String name() {
    return "skip-ct-user-exit";
  }

  @Override
  public String description() {
    return "kernel entries leave out __ct_user_exit(): RCU does not watch";
  }

  @Override
  public String caughtBy() {
    return SafetyMonitors.RCU_NOT_WATCHING;
  }

  @Override
  void instead(Routine routine, RoutineFrame frame) {
    frame.ret();
  }
}
