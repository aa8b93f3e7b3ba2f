package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.machine.Prefetch;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.scenarios.config.VerifySettings;

/**
 * {@code set-memory-ro}: CPU 0 makes a page of vmalloc read-only and writable again, for ever; the
 * others enter the kernel and store to it. Nobody may store through a translation that still allows
 * it once set_memory_ro() has flushed.
 */
final class SetMemoryModel implements VerifyModel {

  /* Numbers that Linux leaves free. */
  private static final int VMALLOC = 393;
  private static final int PROTECT = 394;
  private static final int STORE = 395;

  private static final long PAGE = VunmapModel.PAGE;

  private final Touches touches;

  SetMemoryModel(VerifySettings settings) {
    this.touches = new Touches(settings, changingPages(), Prefetch.STORE);
  }

  @Override
  public KernelPart kernelPart() {
    List<Routine> routines = new ArrayList<>(touches.routines("__x64_sys_vmap_store"));
    routines.add(new VmallocPage("__x64_sys_vmalloc"));
    routines.add(new Protect());
    return new KernelPart(routines, List.of());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(
        VMALLOC, "__x64_sys_vmalloc",
        PROTECT, "__x64_sys_set_memory",
        STORE, "__x64_sys_vmap_store");
  }

  @Override
  public List<PlacedHooks.Code> entryCode() {
    return touches.entryCode();
  }

  /* The first change splits a large page of the direct map, for good. */
  @Override
  public List<SystemCall> setup(int cpu) {
    return cpu != 0
        ? List.of()
        : List.of(new SystemCall(VMALLOC, 0, 0, 0), new SystemCall(PROTECT, 0, 0, 0));
  }

  @Override
  public List<SystemCall> calls(int cpu) {
    return List.of(new SystemCall(cpu == 0 ? PROTECT : STORE, 0, 0, 0));
  }

  @Override
  public List<Long> changingPages() {
    return List.of(PAGE);
  }

  @Override
  public boolean touches(int cpu) {
    return cpu > 0 || touches.areEverywhere();
  }

  /** set_memory_ro() and set_memory_rw(). */
  private static final class Protect extends KernelRoutine {

    private final KernelSymbol readOnly = new KernelSymbol("set_memory_ro");
    private final KernelSymbol writable = new KernelSymbol("set_memory_rw");

    Protect() {
      super("__x64_sys_set_memory", 0, "set_memory_ro", "set_memory_rw", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> f.call(readOnly.in(f), PAGE, 1);
        case 1 -> f.call(writable.in(f), PAGE, 1);
        default -> f.ret(0);
      }
    }
  }
}
