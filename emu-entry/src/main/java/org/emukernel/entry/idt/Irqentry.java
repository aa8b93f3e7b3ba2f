package org.emukernel.entry.idt;

import static org.emukernel.entry.calling.AsmOffsets.PT_CS;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * irqentry_enter(regs) and irqentry_exit(regs), kernel/entry/common.c, Linux v6.1: context tracking
 * where user mode was interrupted. Both return whether it was.
 */
enum Irqentry implements Routine {
  /** irqentry_enter. */
  ENTER("irqentry_enter", "__ct_user_exit", "enter_from_user_mode"),
  /** irqentry_exit. */
  EXIT("irqentry_exit", "__ct_user_enter", "exit_to_user_mode");

  private static final int RPL_MASK = 3;

  private final String symbol;
  private final String contextTracking;
  private final String label;

  Irqentry(String symbol, String contextTracking, String label) {
    this.symbol = symbol;
    this.contextTracking = contextTracking;
    this.label = label;
  }

  @Override
  public String symbol() {
    return symbol;
  }

  @Override
  public List<String> labels() {
    return List.of("user_mode", label, "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> {
        if ((f.load(f.arg(0) + PT_CS, Long.BYTES) & RPL_MASK) == 0) {
          f.ret(0);
        }
      }
      case 1 -> f.call(f.port().symbol(contextTracking));
      default -> f.ret(1);
    }
  }
}
