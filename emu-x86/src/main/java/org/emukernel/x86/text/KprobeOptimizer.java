package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * kprobe_optimizer(), Linux v6.18 kernel/kprobes.c, a delayed work: do_unoptimize_kprobes() for all
 * probes that lost their users, then do_optimize_kprobes() for all that wait. The delay also stands
 * for synchronize_rcu_tasks() between the two.
 */
final class KprobeOptimizer extends KernelRoutine {

  /** OPTIMIZE_DELAY, 5 jiffies, with CONFIG_HZ=250. */
  static final long OPTIMIZE_DELAY_NS = 20_000_000;

  private static final int LOCK = 0;
  private static final int UNOPTIMIZE = 1;
  private static final int DISARM = 2;
  private static final int UNOPTIMIZED = 3;
  private static final int OPTIMIZE = 4;
  private static final int OPTIMIZED = 5;
  private static final int UNLOCK = 6;

  private static final int INDEX = 0;

  KprobeOptimizer() {
    super(
        "kprobe_optimizer",
        1,
        "lock",
        "do_unoptimize_kprobes",
        "arch_disarm_kprobe",
        "unoptimized",
        "do_optimize_kprobes",
        "optimized",
        "unlock",
        "return");
  }

  /** kick_kprobe_optimizer(): schedule_delayed_work(); a work that is pending keeps its time. */
  static void kick(RoutineFrame f) {
    long due = f.port().nowNs() + OPTIMIZE_DELAY_NS;
    f.compareExchange(f.port().symbol(Kprobe.OPTIMIZING_WORK), 8, 0, due << 1 | 1);
  }

  @Override
  public void step(RoutineFrame f) {
    long probe = Kprobe.at(f, f.local(INDEX));
    switch (f.label()) {
      case LOCK -> TextMutex.lock(f);
      case UNOPTIMIZE -> unoptimize(f, probe);
      case DISARM -> {
        if (Kprobe.has(f, probe, Kprobe.DISABLED)) {
          f.call(f.port().symbol("arch_disarm_kprobe"), probe);
        }
      }
      case UNOPTIMIZED -> unoptimized(f, probe);
      case OPTIMIZE -> optimize(f, probe);
      case OPTIMIZED -> {
        Kprobe.LIST.set(f, probe, Kprobe.NO_LIST);
        next(f, OPTIMIZE, UNLOCK);
      }
      case UNLOCK -> TextMutex.unlock(f);
      default -> f.ret();
    }
  }

  private static void next(RoutineFrame f, int again, int end) {
    long index = f.local(INDEX) + 1;
    f.setLocal(INDEX, index == Kprobe.MAX ? 0 : index);
    f.goTo(index == Kprobe.MAX ? end : again);
  }

  private static void unoptimize(RoutineFrame f, long probe) {
    if (Kprobe.LIST.get(f, probe) == Kprobe.UNOPTIMIZING_LIST) {
      f.call(f.port().symbol("arch_unoptimize_kprobes"), probe);
    } else {
      next(f, UNOPTIMIZE, OPTIMIZE);
    }
  }

  /* do_free_cleaned_kprobes() with it: an unregistered probe is free now. */
  private static void unoptimized(RoutineFrame f, long probe) {
    Kprobe.LIST.set(f, probe, Kprobe.NO_LIST);
    Kprobe.FLAGS.set(f, probe, Kprobe.FLAGS.get(f, probe) & ~Kprobe.OPTIMIZED);
    if (Kprobe.has(f, probe, Kprobe.GONE)) {
      Kprobe.ADDR.set(f, probe, 0);
    }
    next(f, UNOPTIMIZE, OPTIMIZE);
  }

  private static void optimize(RoutineFrame f, long probe) {
    if (Kprobe.LIST.get(f, probe) == Kprobe.OPTIMIZING_LIST) {
      f.call(f.port().symbol("arch_optimize_kprobes"), probe);
    } else {
      next(f, OPTIMIZE, UNLOCK);
    }
  }
}
