package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * enable_trace_kprobe(address) and disable_trace_kprobe(address), Linux v6.18
 * kernel/trace/trace_kprobe.c: enable_kprobe() or disable_kprobe() of the event's probe, which is
 * looked up by its address. Returns -ENODEV if there is none.
 */
final class TraceKprobe extends KernelRoutine {

  private static final long ENODEV = 19;

  private static final int FIND = 0;

  private static final int INDEX = 0;

  private final String callee;

  TraceKprobe(String symbol, String callee) {
    super(symbol, 1, "get_kprobe", "call", "return");
    this.callee = callee;
  }

  @Override
  public void step(RoutineFrame f) {
    long probe = Kprobe.at(f, f.local(INDEX));
    switch (f.label()) {
      case FIND -> find(f, probe);
      case 1 -> f.call(f.port().symbol(callee), probe);
      default -> f.ret(f.result());
    }
  }

  private static void find(RoutineFrame f, long probe) {
    if (Kprobe.ADDR.get(f, probe) == f.arg(0)) {
      return;
    }
    f.setLocal(INDEX, f.local(INDEX) + 1);
    if (f.local(INDEX) == Kprobe.MAX) {
      f.ret(-ENODEV);
    } else {
      f.goTo(FIND);
    }
  }
}
