package org.emukernel.entry.idt;

import static org.emukernel.entry.calling.AsmOffsets.PT_IP;

import java.util.List;
import org.emukernel.api.kernel.KernelOopsException;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * exc_double_fault(regs, error_code), arch/x86/kernel/traps.c, Linux v6.1, without ESPFIX and guard
 * pages: the kernel dies.
 */
final class DoubleFault implements Routine {

  @Override
  public String symbol() {
    return "exc_double_fault";
  }

  @Override
  public List<String> labels() {
    return List.of("irqentry_nmi_enter", "die");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.call(f.port().symbol("irqentry_nmi_enter"), f.arg(0));
      return;
    }
    long ip = f.load(f.arg(0) + PT_IP, Long.BYTES);
    throw new KernelOopsException(
        "exc_double_fault at %s on CPU %d".formatted(f.port().symbolize(ip), f.cpu()));
  }
}
