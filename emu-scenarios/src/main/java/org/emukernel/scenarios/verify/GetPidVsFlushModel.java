package org.emukernel.scenarios.verify;

import static org.emukernel.entry.calling.AsmOffsets.PT_DI;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.machine.Prefetch;
import org.emukernel.api.paging.Protection;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.scenarios.config.VerifySettings;

/**
 * {@code getpid-vs-flush}: CPUs 0 and 1 do housekeeping, for ever. CPU 0 unmaps a page of vmalloc
 * space with vunmap_range(), which flushes, and maps it again; CPU 1 does the same with addresses
 * at which nothing is mapped, so that it flushes only. The isolated CPUs make system calls and
 * touch the page.
 */
final class GetPidVsFlushModel implements VerifyModel {

  /* Numbers that Linux leaves free. */
  private static final int VMALLOC = 393;
  private static final int UNMAP = 394;
  private static final int TOUCH = 395;

  private static final int FLUSHERS = 2;
  private static final long PAGE_BYTES = 4096;
  private static final long PAGE = VunmapModel.PAGE;

  private final Touches touches;

  GetPidVsFlushModel(VerifySettings settings) {
    this.touches = new Touches(settings, changingPages(), Prefetch.LOAD);
  }

  @Override
  public int housekeepingCpus() {
    return FLUSHERS;
  }

  @Override
  public KernelPart kernelPart() {
    List<Routine> routines = new ArrayList<>(touches.routines("__x64_sys_vmap_touch"));
    routines.add(new VmallocPage("__x64_sys_vmalloc"));
    routines.add(new Unmap());
    return new KernelPart(routines, List.of());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(
        VMALLOC, "__x64_sys_vmalloc",
        UNMAP, "__x64_sys_vunmap",
        TOUCH, "__x64_sys_vmap_touch");
  }

  @Override
  public List<PlacedHooks.Code> entryCode() {
    return touches.entryCode();
  }

  @Override
  public List<SystemCall> setup(int cpu) {
    return cpu != 0 ? List.of() : List.of(new SystemCall(VMALLOC, 0, 0, 0));
  }

  @Override
  public List<SystemCall> calls(int cpu) {
    return List.of(
        cpu < FLUSHERS ? new SystemCall(UNMAP, cpu, 0, 0) : new SystemCall(TOUCH, 0, 0, 0));
  }

  @Override
  public List<Long> changingPages() {
    return List.of(PAGE);
  }

  @Override
  public boolean touches(int cpu) {
    return cpu >= FLUSHERS || touches.areEverywhere();
  }

  @Override
  public Mappings mappings() {
    return Mappings.COME_AND_GO;
  }

  /** vunmap_range() of a page, and on CPU 0 vmap_pages_range_noflush() to other memory. */
  private static final class Unmap extends KernelRoutine {

    /* The last page of memory, which nobody else has. */
    private static final long FRAME = Verifier.MEMORY / PAGE_BYTES - 1;

    private final KernelSymbol unmap = new KernelSymbol("vunmap_range");
    private final KernelSymbol map = new KernelSymbol("vmap_pages_range_noflush");

    Unmap() {
      super("__x64_sys_vunmap", 0, "vunmap_range", "vmap_pages_range_noflush", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> {
          long start = PAGE + f.load(f.arg(0) + PT_DI, Long.BYTES) * PAGE_BYTES;
          f.call(unmap.in(f), start, start + PAGE_BYTES);
        }
        case 1 -> {
          if (f.cpu() == 0) {
            f.call(map.in(f), PAGE, 1, FRAME, Protection.PAGE_KERNEL.bits());
          }
        }
        default -> f.ret(0);
      }
    }
  }
}
