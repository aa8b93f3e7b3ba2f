package org.emukernel.entry.idt;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * What DEFINE_IDTENTRY_SYSVEC, DEFINE_IDTENTRY_SYSVEC_SIMPLE and DEFINE_IDTENTRY_IRQ make of a
 * function f (asm/idtentry.h, Linux v6.1): f(regs) enters, runs {@code __f} and exits.
 */
final class InterruptFunction implements Routine {

  private static final int STATE = 0;

  private final String symbol;
  private final SystemVector.Stack stack;

  private InterruptFunction(String symbol, SystemVector.Stack stack) {
    this.symbol = symbol;
    this.stack = stack;
  }

  static Routine sysvec(SystemVector of) {
    return new InterruptFunction(of.entry().function(), of.stack());
  }

  /** common_interrupt(). */
  static Routine commonInterrupt() {
    return new InterruptFunction("common_interrupt", SystemVector.Stack.IRQ);
  }

  /** spurious_interrupt(). */
  static Routine spuriousInterrupt() {
    return new InterruptFunction("spurious_interrupt", SystemVector.Stack.IRQ);
  }

  @Override
  public String symbol() {
    return symbol;
  }

  @Override
  public List<String> labels() {
    return List.of("irqentry_enter", "run", "irqentry_exit", "return");
  }

  @Override
  public int locals() {
    return 1;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.call(f.port().symbol("irqentry_enter"), f.arg(0));
      case 1 -> {
        f.setLocal(STATE, f.result());
        run(f);
      }
      case 2 -> f.call(f.port().symbol("irqentry_exit"), f.arg(0), f.local(STATE));
      default -> f.ret();
    }
  }

  private void run(RoutineFrame f) {
    long function = f.port().symbol("__" + symbol);
    if (stack == SystemVector.Stack.IRQ) {
      f.call(f.port().symbol("call_on_irqstack"), f.arg(0), function);
    } else {
      f.call(function, f.arg(0));
    }
  }
}
