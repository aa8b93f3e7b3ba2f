package org.emukernel.scenarios.workload;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * __resched_curr() for another CPU (kernel/sched/core.c): a reschedule IPI, event ipi_send_cpu with
 * no callback.
 */
final class ReschedCurr implements Routine {

  /** RESCHEDULE_VECTOR, arch/x86/include/asm/irq_vectors.h. */
  private static final int RESCHEDULE_VECTOR = 0xfd;

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
      f.port().events().ipiSent(f.port(), target, RESCHEDULE_VECTOR, 0);
      f.port().sendIpi(target, RESCHEDULE_VECTOR);
    } else if (f.label() != 0) {
      f.ret();
    }
  }
}
