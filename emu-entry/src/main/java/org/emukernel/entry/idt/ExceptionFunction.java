package org.emukernel.entry.idt;

import static org.emukernel.entry.calling.AsmOffsets.PT_DI;
import static org.emukernel.entry.calling.AsmOffsets.PT_IP;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * exc_x(regs, error_code), arch/x86/kernel/traps.c and mm/fault.c, Linux v6.1: an exception of a
 * user program becomes a signal, for which it goes on in {@code user_signal_handler} with the
 * signal's number in RDI; one of the kernel is a bug of the kernel. exc_int3() asks first whether a
 * text patch is under way at the site (smp_text_poke_int3_handler(), v6.18), then, if it came from
 * the kernel, whether the INT3 is a kprobe's (do_int3()).
 */
final class ExceptionFunction implements Routine {

  private static final int ENTER = 4;

  private final TrapVector trap;

  ExceptionFunction(TrapVector trap) {
    this.trap = trap;
  }

  @Override
  public String symbol() {
    return trap.entry().function();
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
        "irqentry_exit",
        "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> int3(f, "smp_text_poke_int3_handler");
      case 1, 3 -> handled(f);
      case 2 -> int3(f, "do_int3");
      case ENTER -> f.call(f.port().symbol("irqentry_enter"), f.arg(0));
      case 5 -> userModeOrDie(f);
      case 6 -> f.store(f.arg(0) + PT_DI, Long.BYTES, trap.signal().number());
      case 7 -> f.store(f.arg(0) + PT_IP, Long.BYTES, f.port().symbol("user_signal_handler"));
      case 8 -> f.call(f.port().symbol("irqentry_exit"), f.arg(0));
      default -> f.ret();
    }
  }

  private void int3(RoutineFrame f, String handler) {
    if (trap == TrapVector.BP) {
      f.call(f.port().symbol(handler), f.arg(0));
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
              .formatted(trap.entry().function(), f.port().symbolize(ip), f.cpu(), f.arg(1)));
    }
  }
}
