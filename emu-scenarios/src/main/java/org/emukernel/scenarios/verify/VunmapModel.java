package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.Permission;
import org.emukernel.api.paging.Protection;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.scenarios.config.VerifySettings;
import org.emukernel.scenarios.config.VerifySettings.Mapping;
import org.emukernel.scenarios.config.VerifySettings.Place;
import org.emukernel.scenarios.config.VerifySettings.Touch;

/**
 * {@code tlb-vunmap}: CPU 0 frees a page of vmalloc, purges what is lazy, and gets the page again,
 * for ever; the others enter the kernel and touch it. A touch is a PREFETCHT0: it translates as a
 * load does and may find nothing there, so that nobody need know whether the page is mapped.
 */
final class VunmapModel implements VerifyModel {

  /* Numbers that Linux leaves free. */
  private static final int REUSE = 394;
  private static final int TOUCH = 395;

  /** VMALLOC_START, where the first area lies. */
  private static final long PAGE = 0xffffc90000000000L;

  private static final long PAGE_BYTES = 4096;

  private static final String TOUCH_CODE =
      "    movabsq $0x%x, %%s\n    prefetcht0 (%%s)\n".formatted(PAGE);

  private final VerifySettings settings;

  VunmapModel(VerifySettings settings) {
    this.settings = settings;
  }

  @Override
  public KernelPart kernelPart() {
    List<Routine> routines = new ArrayList<>();
    routines.add(new Reuse(settings.mapping()));
    routines.add(
        settings.touches().contains(Touch.BODY)
            ? new TouchPage("__x64_sys_vmap_touch")
            : new Nothing("__x64_sys_vmap_touch"));
    if (settings.touches().contains(Touch.NMI)) {
      routines.add(new TouchPage("default_do_nmi"));
    }
    return new KernelPart(routines, List.of());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(REUSE, "__x64_sys_vmap_reuse", TOUCH, "__x64_sys_vmap_touch");
  }

  @Override
  public List<PlacedHooks.Code> entryCode() {
    List<PlacedHooks.Code> codes = new ArrayList<>();
    if (settings.touches().contains(Touch.EARLY)) {
      codes.add(new PlacedHooks.Code(Place.AFTER_ENTRY_CR3, PlacedHooks.Copies.ALL, TOUCH_CODE));
    }
    if (settings.touches().contains(Touch.LATE)) {
      codes.add(
          new PlacedHooks.Code(Place.BETWEEN_SIGNAL_AND_CR3, PlacedHooks.Copies.ALL, TOUCH_CODE));
    }
    return codes;
  }

  @Override
  public List<SystemCall> setup() {
    return List.of(new SystemCall(REUSE, 1, 0, 0));
  }

  @Override
  public List<SystemCall> calls(int cpu) {
    return List.of(new SystemCall(cpu == 0 ? REUSE : TOUCH, 0, 0, 0));
  }

  @Override
  public List<Long> changingPages() {
    return List.of(PAGE);
  }

  @Override
  public boolean patchesText() {
    return false;
  }

  @Override
  public Set<String> allowed() {
    return Set.of();
  }

  /** vfree() of the page and a purge, but not if called with 1, and vmalloc() of one page. */
  private static final class Reuse extends KernelRoutine {

    private static final int VMALLOC = 2;

    /* struct pt_regs, arch/x86/include/asm/ptrace.h. */
    private static final int DI = 14 * 8;

    private final long protection;
    private final KernelSymbol vfree = new KernelSymbol("vfree");
    private final KernelSymbol purge = new KernelSymbol("_vm_unmap_aliases");
    private final KernelSymbol vmalloc = new KernelSymbol("__vmalloc_node_range_noprof");

    Reuse(Mapping mapping) {
      super("__x64_sys_vmap_reuse", 0, "vfree", "vm_unmap_aliases", "vmalloc", "return");
      int global = mapping == Mapping.GLOBAL ? Permission.GLOBAL.bit() : 0;
      this.protection = Protection.PAGE_KERNEL.bits() | global;
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> {
          if (f.load(f.arg(0) + DI, Long.BYTES) == 0) {
            f.call(vfree.in(f), PAGE);
          } else {
            f.goTo(VMALLOC);
          }
        }
        case 1 -> f.call(purge.in(f), -1, 0, 0);
        case VMALLOC -> f.call(vmalloc.in(f), PAGE_BYTES, 1, 0, protection);
        default -> {
          if (f.result() != PAGE) {
            throw new IllegalStateException(
                "vmalloc() gave 0x%x, expected 0x%x".formatted(f.result(), PAGE));
          }
          f.ret(0);
        }
      }
    }
  }

  /** Touches the page. */
  private static final class TouchPage extends KernelRoutine {

    TouchPage(String symbol) {
      super(symbol, 0, "touch");
    }

    @Override
    public void step(RoutineFrame f) {
      f.port().prefetch(PAGE);
      f.ret(0);
    }
  }
}
