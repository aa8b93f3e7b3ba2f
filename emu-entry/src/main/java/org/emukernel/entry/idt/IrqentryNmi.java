package org.emukernel.entry.idt;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * irqentry_nmi_enter(regs) and irqentry_nmi_exit(regs, state), kernel/entry/common.c, Linux v6.1:
 * around what may come anywhere, NMI, #MC, #DB and INT3 in the kernel, #DF. Lockdep, ftrace and the
 * preemption counter are left out, so that nothing is left but context tracking.
 */
enum IrqentryNmi implements Routine {
  /** irqentry_nmi_enter. */
  ENTER("irqentry_nmi_enter", "ct_nmi_enter"),
  /** irqentry_nmi_exit. */
  EXIT("irqentry_nmi_exit", "ct_nmi_exit");

  private final String symbol;
  private final String contextTracking;

  IrqentryNmi(String symbol, String contextTracking) {
    this.symbol = symbol;
    this.contextTracking = contextTracking;
  }

  @Override
  public String symbol() {
    return symbol;
  }

  @Override
  public List<String> labels() {
    return List.of(contextTracking, "return");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.call(f.port().symbol(contextTracking));
    } else {
      f.ret();
    }
  }
}
