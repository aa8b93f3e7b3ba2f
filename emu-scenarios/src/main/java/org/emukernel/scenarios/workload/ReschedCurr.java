package org.emukernel.scenarios.workload;

import java.util.List;
import org.emukernel.api.ipi.IpiMessage;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * __resched_curr() for another CPU (kernel/sched/core.c): a reschedule IPI, event ipi_send_cpu with
 * no callback.
 */
public record ReschedCurr() implements Routine {

  @Override
  public String symbol() {
    return "__resched_curr";
  }

  @Override
  public List<String> labels() {
    return List.of("smp_send_reschedule", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    int target = (int) f.arg(0);
    if (f.label() == 0 && target != f.cpu()) {
      f.port().events().ipiSent(f.port(), target, IpiMessage.RESCHEDULE, 0);
      f.port().sendIpi(target, IpiMessage.RESCHEDULE);
    } else if (f.label() != 0) {
      f.ret();
    }
  }
}
