package org.emukernel.mm.bpf;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * sk_setsockopt(), net/core/sock.c, for two options: SO_ATTACH_FILTER if the first argument is not
 * 0, the bytes of the compiled program; else SO_DETACH_FILTER of the filter that is the second. The
 * first returns the filter or 0, the second 0.
 */
final class SkSetsockopt extends KernelRoutine {

  private final KernelSymbol attach = new KernelSymbol("sk_attach_filter");
  private final KernelSymbol detach = new KernelSymbol("sk_detach_filter");

  SkSetsockopt() {
    super("sk_setsockopt", 0, "optname", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 1) {
      f.ret(f.result());
    } else if (f.arg(0) != 0) {
      f.call(attach.in(f), f.arg(0));
    } else {
      f.call(detach.in(f), f.arg(1));
    }
  }
}
