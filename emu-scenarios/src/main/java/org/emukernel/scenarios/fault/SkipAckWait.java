package org.emukernel.scenarios.fault;

import java.util.List;
import java.util.Set;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/** {@code skip-ack-wait}: a sender goes on without waiting for its targets. */
public final class SkipAckWait extends ChangedFunction {

  /** For ServiceLoader. */
  public SkipAckWait() {
    super(Set.of("smp_call_function_many_cond"), List.of("wait_next"));
  }

  @Override
  public String name() {
    return "skip-ack-wait";
  }

  @Override
  public String description() {
    return "smp_call_function_many_cond() does not wait until the targets have acknowledged";
  }

  @Override
  public String caughtBy() {
    return SafetyMonitors.STALE_INSTRUCTION;
  }

  @Override
  void instead(Routine routine, RoutineFrame frame) {
    frame.ret();
  }
}
