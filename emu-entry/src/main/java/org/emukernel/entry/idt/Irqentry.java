package org.emukernel.entry.idt;

import static org.emukernel.entry.calling.AsmOffsets.PT_CS;

import java.util.List;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.smp.IdleFlags;
import org.emukernel.entry.idle.IdleThread;

/**
 * irqentry_enter(regs) and irqentry_exit(regs, state), kernel/entry/common.c, Linux v6.1: context
 * tracking where user mode or the idle task was interrupted. The first returns what it did, {@link
 * #KERNEL}, {@link #USER} or {@link #EXIT_RCU}; the second is given it.
 */
final class Irqentry implements Routine {

  /** Nothing was to do. */
  static final int KERNEL = 0;

  /** User mode was interrupted. */
  static final int USER = 1;

  /** The idle task was interrupted: irqentry_state.exit_rcu. */
  static final int EXIT_RCU = 2;

  private static final int RPL_MASK = 3;
  private static final int FROM_USER = 1;
  private static final int IN_IDLE = 3;

  private final PerCpuSymbol thread = new PerCpuSymbol(IdleFlags.SYMBOL);
  private final Way way;
  private final String symbol;
  private final String user;
  private final String label;
  private final String idle;

  private enum Way {
    IN,
    OUT
  }

  private Irqentry(Way way, String symbol, String user, String label, String idle) {
    this.way = way;
    this.symbol = symbol;
    this.user = user;
    this.label = label;
    this.idle = idle;
  }

  static Irqentry enter() {
    return new Irqentry(
        Way.IN, "irqentry_enter", "__ct_user_exit", "enter_from_user_mode", "ct_irq_enter");
  }

  static Irqentry exit() {
    return new Irqentry(
        Way.OUT, "irqentry_exit", "__ct_user_enter", "exit_to_user_mode", "ct_irq_exit");
  }

  private boolean isIdle(RoutineFrame f) {
    return way == Way.IN
        ? f.load(thread.in(f) + IdleThread.IS_CURRENT, Long.BYTES) != 0
        : f.arg(1) == EXIT_RCU;
  }

  @Override
  public String symbol() {
    return symbol;
  }

  @Override
  public List<String> labels() {
    return List.of("user_mode", label, "return", idle, "exit_rcu");
  }

  /* The frame and the idle task's word are the CPU's own. */
  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> {
        if ((f.load(f.arg(0) + PT_CS, Long.BYTES) & RPL_MASK) != 0) {
          f.goTo(FROM_USER);
        } else if (isIdle(f)) {
          f.goTo(IN_IDLE);
        } else {
          f.ret(KERNEL);
        }
      }
      case FROM_USER -> f.call(f.port().symbol(user));
      case 2 -> f.ret(USER);
      case IN_IDLE -> f.call(f.port().symbol(idle));
      default -> f.ret(EXIT_RCU);
    }
  }
}
