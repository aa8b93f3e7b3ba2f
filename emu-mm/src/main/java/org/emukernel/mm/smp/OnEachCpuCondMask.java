package org.emukernel.mm.smp;

import java.util.List;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/** on_each_cpu_cond_mask(), kernel/smp.c; mask 0 is cpu_online_mask. */
final class OnEachCpuCondMask implements Routine {

  private final KernelSymbol many = new KernelSymbol("smp_call_function_many_cond");

  @Override
  public String symbol() {
    return "on_each_cpu_cond_mask";
  }

  @Override
  public List<String> labels() {
    return List.of("call", "return");
  }

  @Override
  public void step(RoutineFrame frame) {
    if (frame.label() == 0) {
      frame.call(
          many.in(frame), frame.arg(0), frame.arg(1), frame.arg(2), frame.arg(3), frame.arg(4));
    } else {
      frame.port().events().callReturned(frame.port());
      frame.ret();
    }
  }
}
