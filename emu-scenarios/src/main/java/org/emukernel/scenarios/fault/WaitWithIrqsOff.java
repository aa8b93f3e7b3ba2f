package org.emukernel.scenarios.fault;

import java.util.List;
import java.util.Set;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/**
 * {@code wait-with-irqs-off}: a sender waits for its targets with interrupts off, as after a call
 * in a section without interrupts, which smp_call_function_many_cond() warns of. Two that call each
 * other wait for ever.
 */
public final class WaitWithIrqsOff extends ChangedFunction {

  /** For ServiceLoader. */
  public WaitWithIrqsOff() {
    super(Set.of("smp_call_function_many_cond"), List.of("local_irq_restore"));
  }

  @Override
  public String name() {
    return "wait-with-irqs-off";
  }

  @Override
  public String description() {
    return "smp_call_function_many_cond() waits with interrupts off; needs two senders that call each other";
  }

  @Override
  public String caughtBy() {
    return SafetyMonitors.STUCK_SENDER;
  }

  @Override
  void instead(Routine routine, RoutineFrame frame) {
    /* Goes on with the next label. */
  }
}
