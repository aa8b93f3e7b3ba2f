package org.emukernel.scenarios.fault;

import java.util.List;
import java.util.Set;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/** {@code lost-ipi}: a sender queues its calls and interrupts nobody. */
public final class LostIpi extends ChangedFunction {

  /** For ServiceLoader. */
  public LostIpi() {
    super(Set.of("smp_call_function_many_cond"), List.of("send_ipi"));
  }

  @Override
  public String name() {
    return "lost-ipi";
  }

  @Override
  public String description() {
    return "smp_call_function_many_cond() queues its calls and sends no interrupt";
  }

  @Override
  public String caughtBy() {
    return SafetyMonitors.STUCK_SENDER;
  }

  @Override
  void instead(Routine routine, RoutineFrame frame) {
    frame.goTo(routine.labels().indexOf("run_local"));
  }
}
