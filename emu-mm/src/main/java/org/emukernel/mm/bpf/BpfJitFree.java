package org.emukernel.mm.bpf;

import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.routine.KernelRoutine;
import org.emukernel.mm.routine.KernelSymbol;

/**
 * bpf_jit_free(), arch/x86/net/bpf_jit_comp.c, which bpf_prog_free_deferred() calls in a kworker:
 * frees the compiled program and its struct bpf_prog. Argument: the address of the struct bpf_prog.
 */
final class BpfJitFree extends KernelRoutine {

  private static final int FUNC = 0;
  private static final int LENGTH = 1;

  private final KernelSymbol packFree = new KernelSymbol("bpf_jit_binary_pack_free");
  private final KernelSymbol vfree = new KernelSymbol("vfree");

  BpfJitFree() {
    super(
        "bpf_jit_free",
        2,
        "bpf_func",
        "jited_len",
        "bpf_jit_binary_pack_free",
        "bpf_prog_unlock_free",
        "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.setLocal(FUNC, f.load(f.arg(0) + BpfProg.BPF_FUNC, Long.BYTES));
      case 1 -> f.setLocal(LENGTH, f.load(f.arg(0) + BpfProg.JITED_LEN, Long.BYTES));
      case 2 -> f.call(packFree.in(f), f.local(FUNC), f.local(LENGTH));
      case 3 -> f.call(vfree.in(f), f.arg(0));
      case 4 -> f.ret();
      default -> throw noLabel(f.label());
    }
  }
}
