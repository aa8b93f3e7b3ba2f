package org.emukernel.entry.idt;

import static org.emukernel.entry.calling.AsmOffsets.PT_CS;
import static org.emukernel.entry.calling.AsmOffsets.PT_DI;
import static org.emukernel.entry.calling.AsmOffsets.PT_FLAGS;
import static org.emukernel.entry.calling.AsmOffsets.PT_IP;
import static org.emukernel.entry.calling.AsmOffsets.USER_CS;

import java.util.List;
import org.emukernel.api.kernel.KernelOopsException;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * exc_x(regs, error_code), arch/x86/kernel/traps.c and mm/fault.c, Linux v6.1: an exception of a
 * user program becomes a signal, for which it goes on in {@code user_signal_handler}, in 64-bit
 * code and without single-stepping (setup_rt_frame(), arch/x86/kernel/signal.c), with the signal's
 * number in RDI; one of the kernel is a bug of the kernel. exc_int3() asks first whether a text
 * patch is under way at the site (smp_text_poke_int3_handler(), v6.18), then, if the kernel was
 * interrupted, whether the INT3 is a kprobe's (do_int3()).
 */
final class ExceptionFunction implements Routine {

  private static final int ENTER = 4;
  private static final int RPL_MASK = 3;

  /** DF, RF and TF. */
  private static final long NOT_IN_HANDLER = 0x10500;

  private final String symbol;
  private final TrapVector.Signal signal;
  private final Prologue prologue;

  /** What a function does first. */
  private enum Prologue {
    TEXT_POKE,
    NONE
  }

  private ExceptionFunction(String symbol, TrapVector.Signal signal, Prologue prologue) {
    this.symbol = symbol;
    this.signal = signal;
    this.prologue = prologue;
  }

  static Routine of(TrapVector trap) {
    Prologue first = trap == TrapVector.BP ? Prologue.TEXT_POKE : Prologue.NONE;
    return new ExceptionFunction(trap.entry().function(), trap.signal(), first);
  }

  /** exc_debug_user(regs, dr6). */
  static Routine debugUser() {
    return new ExceptionFunction("exc_debug_user", TrapVector.Signal.SIGTRAP, Prologue.NONE);
  }

  @Override
  public String symbol() {
    return symbol;
  }

  @Override
  public List<String> labels() {
    return List.of(
        "text_poke",
        "text_poke_handled",
        "do_int3",
        "do_int3_handled",
        "irqentry_enter",
        "user_mode",
        "regs_di",
        "regs_ip",
        "regs_cs",
        "regs_flags",
        "flags_of_handler",
        "irqentry_exit",
        "return");
  }

  @Override
  public int locals() {
    return 1;
  }

  @Override
  public void step(RoutineFrame f) {
    long regs = f.arg(0);
    switch (f.label()) {
      case 0 -> textPoke(f);
      case 1, 3 -> handled(f);
      case 2 -> kprobe(f, regs);
      case ENTER -> f.call(f.port().symbol("irqentry_enter"), regs);
      case 5 -> userModeOrDie(f);
      case 6 -> f.store(regs + PT_DI, Long.BYTES, signal.number());
      case 7 -> f.store(regs + PT_IP, Long.BYTES, f.port().symbol("user_signal_handler"));
      case 8 -> f.store(regs + PT_CS, Long.BYTES, USER_CS);
      case 9 -> f.setLocal(0, f.load(regs + PT_FLAGS, Long.BYTES));
      case 10 -> f.store(regs + PT_FLAGS, Long.BYTES, f.local(0) & ~NOT_IN_HANDLER);
      case 11 -> f.call(f.port().symbol("irqentry_exit"), regs);
      default -> f.ret();
    }
  }

  private void textPoke(RoutineFrame f) {
    if (prologue == Prologue.TEXT_POKE) {
      f.call(f.port().symbol("smp_text_poke_int3_handler"), f.arg(0));
    } else {
      f.goTo(ENTER);
    }
  }

  /* do_int3() may be instrumented: one of user mode waits for irqentry_enter(), and is no kprobe's. */
  private static void kprobe(RoutineFrame f, long regs) {
    if ((f.load(regs + PT_CS, Long.BYTES) & RPL_MASK) == 0) {
      f.call(f.port().symbol("do_int3"), regs);
    } else {
      f.goTo(ENTER);
    }
  }

  private static void handled(RoutineFrame f) {
    if (f.result() != 0) {
      f.ret();
    }
  }

  private void userModeOrDie(RoutineFrame f) {
    if (f.result() == 0) {
      long ip = f.load(f.arg(0) + PT_IP, Long.BYTES);
      throw new KernelOopsException(
          "%s at %s on CPU %d, error code 0x%x"
              .formatted(symbol, f.port().symbolize(ip), f.cpu(), f.arg(1)));
    }
  }
}
