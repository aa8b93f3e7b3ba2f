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
import org.emukernel.api.paging.Permission;
import org.emukernel.api.paging.Protection;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.scenarios.config.VerifySettings;
import org.emukernel.scenarios.config.VerifySettings.Mapping;

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
  static final long PAGE = 0xffffc90000000000L;

  private static final long PAGE_BYTES = 4096;

  private final VerifySettings settings;
  private final Touches touches;

  VunmapModel(VerifySettings settings) {
    this.settings = settings;
    this.touches = new Touches(settings, changingPages(), Prefetch.LOAD);
  }

  @Override
  public KernelPart kernelPart() {
    List<Routine> routines = new ArrayList<>();
    routines.add(new Reuse(settings.mapping()));
    routines.addAll(touches.routines("__x64_sys_vmap_touch"));
    return new KernelPart(routines, List.of());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(REUSE, "__x64_sys_vmap_reuse", TOUCH, "__x64_sys_vmap_touch");
  }

  @Override
  public List<PlacedHooks.Code> entryCode() {
    return touches.entryCode();
  }

  @Override
  public List<SystemCall> setup(int cpu) {
    return cpu != 0 ? List.of() : List.of(new SystemCall(REUSE, 1, 0, 0));
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
  public boolean touches(int cpu) {
    return cpu >= 1 || touches.areEverywhere();
  }

  @Override
  public Mappings mappings() {
    return settings.mapping() == Mapping.GLOBAL
        ? Mappings.COME_AND_GO_GLOBALLY
        : Mappings.COME_AND_GO;
  }

  /** vfree() of the page and a purge, but not if called with 1, and vmalloc() of one page. */
  private static final class Reuse extends KernelRoutine {

    private static final int VMALLOC = 2;

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
          if (f.load(f.arg(0) + PT_DI, Long.BYTES) == 0) {
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
}
