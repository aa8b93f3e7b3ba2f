package org.emukernel.entry.idle;

import java.util.List;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * do_idle() (kernel/sched/idle.c, Linux v6.18) with default_idle_call() inside: until somebody sets
 * TIF_NEED_RESCHED the CPU waits for interrupts outside RCU's sight. The ticks are left out: there
 * are none.
 */
final class DoIdle implements Routine {

  private static final int LOOP = 1;
  private static final int LEAVE = 7;

  private final PerCpuSymbol thread = new PerCpuSymbol(IdleThread.SYMBOL);

  @Override
  public String symbol() {
    return "do_idle";
  }

  @Override
  public List<String> labels() {
    return List.of(
        "set_current",
        "local_irq_disable",
        "need_resched",
        "ct_idle_enter",
        "arch_cpu_idle",
        "ct_idle_exit",
        "local_irq_enable",
        "clear_need_resched",
        "schedule_idle",
        "irqs_on");
  }

  @Override
  public void step(RoutineFrame f) {
    long idle = thread.in(f);
    switch (f.label()) {
      case 0 -> f.store(idle + IdleThread.IS_CURRENT, Long.BYTES, 1);
      case LOOP -> f.port().localIrqDisable();
      case 2 -> {
        if ((f.load(idle + IdleThread.FLAGS, Long.BYTES) & IdleThread.NEED_RESCHED) != 0) {
          f.goTo(LEAVE);
        }
      }
      case 3 -> f.call(f.port().symbol("ct_idle_enter"));
      case 4 -> f.call(f.port().symbol("default_idle"));
      case 5 -> f.call(f.port().symbol("ct_idle_exit"));
      case 6 -> {
        f.port().localIrqEnable();
        f.goTo(LOOP);
      }
      case LEAVE -> f.fetchAnd(idle + IdleThread.FLAGS, Long.BYTES, ~IdleThread.NEED_RESCHED);
      case 8 -> f.store(idle + IdleThread.IS_CURRENT, Long.BYTES, 0);
      default -> {
        f.port().localIrqEnable();
        f.ret();
      }
    }
  }
}
