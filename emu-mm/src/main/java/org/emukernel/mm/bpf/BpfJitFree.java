package org.emukernel.mm.bpf;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * bpf_jit_free(), arch/x86/net/bpf_jit_comp.c: in a kworker, frees the compiled programs that were
 * detached on this CPU and their struct bpf_prog. Linux queues one bpf_prog_free_deferred() for
 * each program, which ends in this function and so is not in its stack trace; here one run takes
 * them all.
 */
final class BpfJitFree extends KernelRoutine {

  private static final int NEXT = 1;
  private static final int PROG = 0;
  private static final int FOLLOWING = 1;
  private static final int FUNC = 2;
  private static final int LENGTH = 3;

  private final PerCpuSymbol list;
  private final KernelSymbol packFree = new KernelSymbol("bpf_jit_binary_pack_free");
  private final KernelSymbol vfree = new KernelSymbol("vfree");

  BpfJitFree() {
    super(
        "bpf_jit_free",
        4,
        "llist_del_all",
        "llist_next",
        "bpf_func",
        "jited_len",
        "bpf_jit_binary_pack_free",
        "bpf_prog_unlock_free",
        "loop");
    this.list = new PerCpuSymbol(BpfRoutines.FREE_LIST);
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> startAt(f, f.exchange(list.in(f), Long.BYTES, 0));
      case NEXT -> f.setLocal(FOLLOWING, load(f, BpfProg.FREE_LINK));
      case 2 -> f.setLocal(FUNC, load(f, BpfProg.BPF_FUNC));
      case 3 -> f.setLocal(LENGTH, load(f, BpfProg.JITED_LEN));
      case 4 -> f.call(packFree.in(f), f.local(FUNC), f.local(LENGTH));
      case 5 -> f.call(vfree.in(f), f.local(PROG));
      case 6 -> startAt(f, f.local(FOLLOWING));
      default -> throw noLabel(f.label());
    }
  }

  private static long load(RoutineFrame f, int field) {
    return f.load(f.local(PROG) + field, Long.BYTES);
  }

  private static void startAt(RoutineFrame f, long prog) {
    if (prog == 0) {
      f.ret();
    } else {
      f.setLocal(PROG, prog);
      f.goTo(NEXT);
    }
  }
}
