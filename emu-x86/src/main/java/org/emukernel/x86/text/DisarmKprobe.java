package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * disarm_kprobe(probe), Linux v6.18 kernel/kprobes.c, with __disarm_kprobe() and
 * unoptimize_kprobe(): a probe that is not a jump yet loses its INT3 now; one that is goes to the
 * optimizer, which takes the jump and the INT3 away.
 */
final class DisarmKprobe extends KernelRoutine {

  private static final int KICK = 1;
  private static final int DISARM = 2;

  DisarmKprobe() {
    super(
        "disarm_kprobe",
        0,
        "unoptimize_kprobe",
        "kick_kprobe_optimizer",
        "arch_disarm_kprobe",
        "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> unoptimize(f, f.arg(0));
      case KICK -> {
        KprobeOptimizer.kick(f);
        f.ret();
      }
      case DISARM -> f.call(f.port().symbol("arch_disarm_kprobe"), f.arg(0));
      default -> f.ret();
    }
  }

  private static void unoptimize(RoutineFrame f, long probe) {
    if (!Kprobe.has(f, probe, Kprobe.OPTIMIZED)) {
      f.goTo(DISARM);
    } else if (Kprobe.LIST.get(f, probe) == Kprobe.OPTIMIZING_LIST) {
      Kprobe.LIST.set(f, probe, Kprobe.NO_LIST);
      Kprobe.FLAGS.set(f, probe, Kprobe.FLAGS.get(f, probe) & ~Kprobe.OPTIMIZED);
      f.goTo(DISARM);
    } else {
      Kprobe.LIST.set(f, probe, Kprobe.UNOPTIMIZING_LIST);
    }
  }
}
