package org.emukernel.mm.bpf;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.Protection;
import org.emukernel.mm.vmalloc.VmapAreas;

/**
 * sk_attach_filter(), net/core/filter.c: allocates a struct bpf_prog (a page of vmalloc space) and
 * has it compiled. Argument: how many bytes the compiled program takes. Returns the address of the
 * struct bpf_prog, which stands for the socket that holds it, or 0.
 */
final class SkAttachFilter extends KernelRoutine {

  private static final int PROG_BYTES = 4096;
  private static final int PROG = 0;
  private static final int FAIL = 4;

  private final KernelSymbol vmalloc = new KernelSymbol("__vmalloc_node_range_noprof");
  private final KernelSymbol prepare = new KernelSymbol("bpf_prepare_filter");
  private final KernelSymbol vfree = new KernelSymbol("vfree");

  SkAttachFilter() {
    super(
        "sk_attach_filter",
        1,
        "bpf_prog_alloc",
        "bpf_prepare_filter",
        "bpf_func",
        "jited_len",
        "bpf_prog_free",
        "fail");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 ->
          f.call(vmalloc.in(f), PROG_BYTES, 1, VmapAreas.VMALLOC, Protection.PAGE_KERNEL.bits());
      case 1 -> prepare(f);
      case 2 -> prepared(f);
      case 3 -> {
        f.store(f.local(PROG) + BpfProg.JITED_LEN, Long.BYTES, f.arg(0));
        f.ret(f.local(PROG));
      }
      case FAIL -> f.call(vfree.in(f), f.local(PROG));
      case 5 -> f.ret(0);
      default -> throw noLabel(f.label());
    }
  }

  private void prepare(RoutineFrame f) {
    f.setLocal(PROG, f.result());
    if (f.result() == 0) {
      f.ret(0);
    } else {
      f.call(prepare.in(f), f.arg(0));
    }
  }

  private void prepared(RoutineFrame f) {
    if (f.result() == 0) {
      f.goTo(FAIL);
    } else {
      f.store(f.local(PROG) + BpfProg.BPF_FUNC, Long.BYTES, f.result());
    }
  }
}
