package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * optimized_callback(probe, regs), Linux v6.18 arch/x86/kernel/kprobes/opt.c, called by the detour
 * buffer: pre_handler, unless the probe is disabled or the CPU handles a probe already.
 */
final class OptimizedCallback extends KernelRoutine {

  OptimizedCallback() {
    super("optimized_callback", 0, "kprobe_disabled", "kprobe_running", "pre_handler", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> {
        if (Kprobe.has(f, f.arg(0), Kprobe.DISABLED)) {
          f.ret();
        }
      }
      case 1 -> {
        if (f.load(f.port().perCpu(Kprobe.CURRENT, f.cpu()), 8) != 0) {
          Kprobe.NMISSED.add(f, f.arg(0), 1);
          f.ret();
        }
      }
      case 2 -> Kprobe.HITS.add(f, f.arg(0), 1);
      default -> f.ret();
    }
  }
}
