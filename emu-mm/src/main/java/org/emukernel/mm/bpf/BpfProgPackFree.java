package org.emukernel.mm.bpf;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.mm.routine.KernelLock;

/**
 * bpf_prog_pack_free(), kernel/bpf/core.c: gives a program's room back; the last one of a pack
 * takes the pack along. Arguments: the program's address and bytes.
 */
final class BpfProgPackFree extends KernelRoutine {

  private static final int LOCK = 0;

  private final ProgPacks packs;
  private final KernelLock mutex;
  private final KernelSymbol vfree = new KernelSymbol("vfree");

  BpfProgPackFree(ProgPacks packs, KernelLock mutex) {
    super("bpf_prog_pack_free", 0, "mutex_lock", "bitmap_clear", "mutex_unlock");
    this.packs = packs;
    this.mutex = mutex;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case LOCK -> {
        if (!mutex.tryTake(f)) {
          f.goTo(LOCK);
        }
      }
      case 1 -> {
        long pack = packs.give(f.arg(0), f.arg(1));
        if (pack != 0) {
          f.call(vfree.in(f), pack);
        }
      }
      case 2 -> {
        mutex.release(f);
        f.ret();
      }
      default -> throw noLabel(f.label());
    }
  }
}
