package org.emukernel.entry.idle;

import java.util.List;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.smp.IdleFlags;

/**
 * do_idle() (kernel/sched/idle.c, Linux v6.18) with cpuidle_idle_call() and default_idle_call()
 * inside: until somebody sets TIF_NEED_RESCHED the CPU waits outside RCU's sight, and if no task
 * can run then, goes on waiting. The ticks and the cpuidle drivers are left out.
 */
final class DoIdle implements Routine {

  private static final int AGAIN = 1;
  private static final int LOOP = 2;
  private static final int CT_CPUIDLE_ENTER = 6;
  private static final int DEFAULT_IDLE_CALL_END = 9;
  private static final int LEAVE = 11;

  private final PerCpuSymbol thread = new PerCpuSymbol(IdleFlags.SYMBOL);
  private final KernelSymbol enter = new KernelSymbol("ct_idle_enter");
  private final KernelSymbol exit = new KernelSymbol("ct_idle_exit");
  private final KernelSymbol flush = new KernelSymbol("flush_smp_call_function_queue");
  private final KernelSymbol idleRoutine;

  /**
   * Makes the routine.
   *
   * @param idleRoutine symbol of what the static call x86_idle leads to
   */
  DoIdle(String idleRoutine) {
    this.idleRoutine = new KernelSymbol(idleRoutine);
  }

  @Override
  public String symbol() {
    return "do_idle";
  }

  @Override
  public List<String> labels() {
    return List.of(
        "set_current",
        "current_set_polling",
        "while_not_need_resched",
        "local_irq_disable",
        "cpuidle_need_resched",
        "current_clr_polling_and_test",
        "ct_cpuidle_enter",
        "x86_idle",
        "ct_cpuidle_exit",
        "local_irq_enable",
        "exit_idle",
        "current_clr_polling",
        "flush_smp_call_function_queue",
        "clear_need_resched",
        "pick_next_task",
        "schedule_idle");
  }

  private static boolean needsResched(long flags) {
    return (flags & IdleFlags.NEED_RESCHED) != 0;
  }

  @Override
  public void step(RoutineFrame f) {
    long idle = thread.in(f);
    switch (f.label()) {
      case 0 -> f.store(idle + IdleThread.IS_CURRENT, Long.BYTES, 1);
      case AGAIN -> f.fetchOr(idle, Long.BYTES, IdleFlags.POLLING_NRFLAG);
      case LOOP -> {
        if (needsResched(f.load(idle, Long.BYTES))) {
          f.goTo(LEAVE);
        }
      }
      case 3 -> f.port().localIrqDisable();
      case 4 -> cpuidleNeedResched(f, idle);
      case 5 -> {
        long old = f.fetchAnd(idle, Long.BYTES, ~IdleFlags.POLLING_NRFLAG);
        f.goTo(needsResched(old) ? DEFAULT_IDLE_CALL_END : CT_CPUIDLE_ENTER);
      }
      case CT_CPUIDLE_ENTER -> f.call(enter.in(f));
      case 7 -> f.call(idleRoutine.in(f));
      case 8 -> f.call(exit.in(f));
      case DEFAULT_IDLE_CALL_END -> f.port().localIrqEnable();
      case 10 -> {
        f.fetchOr(idle, Long.BYTES, IdleFlags.POLLING_NRFLAG);
        f.goTo(LOOP);
      }
      default -> leave(f, idle);
    }
  }

  private static void cpuidleNeedResched(RoutineFrame f, long idle) {
    if (needsResched(f.load(idle, Long.BYTES))) {
      f.port().localIrqEnable();
      f.goTo(LOOP);
    }
  }

  private void leave(RoutineFrame f, long idle) {
    switch (f.label()) {
      case LEAVE -> f.fetchAnd(idle, Long.BYTES, ~IdleFlags.POLLING_NRFLAG);
      case 12 -> f.call(flush.in(f));
      case 13 -> f.fetchAnd(idle, Long.BYTES, ~IdleFlags.NEED_RESCHED);
      case 14 -> {
        if (f.exchange(idle + IdleFlags.NR_RUNNING, Long.BYTES, 0) == 0) {
          f.goTo(AGAIN);
        }
      }
      default -> {
        f.store(idle + IdleThread.IS_CURRENT, Long.BYTES, 0);
        f.ret();
      }
    }
  }
}
