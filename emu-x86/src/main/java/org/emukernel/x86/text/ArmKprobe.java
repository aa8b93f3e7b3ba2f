package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * arm_kprobe(probe), Linux v6.18 kernel/kprobes.c, with __arm_kprobe() and optimize_kprobe(): INT3
 * now; the jump, if the probe can have one, when the optimizer's delayed work runs.
 */
final class ArmKprobe extends KernelRoutine {

  private static final int KICK = 2;

  ArmKprobe() {
    super("arm_kprobe", 0, "arch_arm_kprobe", "optimize_kprobe", "kick_kprobe_optimizer", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.call(f.port().symbol("arch_arm_kprobe"), f.arg(0));
      case 1 -> optimize(f, f.arg(0));
      case KICK -> KprobeOptimizer.kick(f);
      default -> f.ret();
    }
  }

  /* Optimised already, perhaps about to be un-optimised: it only leaves that list. */
  private static void optimize(RoutineFrame f, long probe) {
    if (Kprobe.OPT_SIZE.get(f, probe) == 0) {
      f.ret();
    } else if (Kprobe.has(f, probe, Kprobe.OPTIMIZED)) {
      Kprobe.LIST.set(f, probe, Kprobe.NO_LIST);
      f.ret();
    } else {
      Kprobe.FLAGS.set(f, probe, Kprobe.FLAGS.get(f, probe) | Kprobe.OPTIMIZED);
      Kprobe.LIST.set(f, probe, Kprobe.OPTIMIZING_LIST);
    }
  }
}
