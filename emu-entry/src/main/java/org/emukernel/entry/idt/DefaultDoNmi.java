package org.emukernel.entry.idt;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * default_do_nmi(regs), arch/x86/kernel/nmi.c, Linux v6.1, of a machine whose handlers (perf, the
 * watchdog) find nothing to do. A kernel part may have another.
 */
final class DefaultDoNmi implements Routine {

  @Override
  public String symbol() {
    return "default_do_nmi";
  }

  @Override
  public List<String> labels() {
    return List.of("nmi_handle");
  }

  @Override
  public void step(RoutineFrame f) {
    f.ret();
  }
}
