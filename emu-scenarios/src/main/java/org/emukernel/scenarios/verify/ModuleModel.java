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
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.scenarios.config.VerifySettings;

/**
 * {@code module-unload}: CPU 0 loads a module and unloads it, for ever; the others enter the kernel
 * and call into its text, loaded or not. A call is a prefetch of code: it translates as a fetch
 * does. Nobody may use a translation of the text that was there before.
 */
final class ModuleModel implements VerifyModel {

  /* Numbers that Linux leaves free. */
  private static final int RELOAD = 394;
  private static final int CALL = 395;

  /** MODULES_VADDR, where the text of the first module lies. */
  private static final long TEXT = MemoryMap.LAYOUT.modulesStart();

  private static final long PAGE_BYTES = 4096;

  private final Touches touches;

  ModuleModel(VerifySettings settings) {
    this.touches = new Touches(settings, changingPages(), Prefetch.CODE);
  }

  @Override
  public KernelPart kernelPart() {
    List<Routine> routines = new ArrayList<>(touches.routines("__x64_sys_call_module"));
    routines.add(new Reload());
    return new KernelPart(routines, List.of());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(RELOAD, "__x64_sys_reload_module", CALL, "__x64_sys_call_module");
  }

  @Override
  public List<PlacedHooks.Code> entryCode() {
    return touches.entryCode();
  }

  /* The first changes of protection split large pages of the direct map, for good. */
  @Override
  public List<SystemCall> setup(int cpu) {
    SystemCall reload = new SystemCall(RELOAD, 0, 0, 0);
    return cpu != 0 ? List.of() : List.of(reload, reload);
  }

  @Override
  public List<SystemCall> calls(int cpu) {
    return List.of(new SystemCall(cpu == 0 ? RELOAD : CALL, 0, 0, 0));
  }

  @Override
  public List<Long> changingPages() {
    return List.of(TEXT);
  }

  @Override
  public boolean touches(int cpu) {
    return cpu > 0 || touches.areEverywhere();
  }

  /** finit_module(), the work that frees its sections for initialisation, and delete_module(). */
  private static final class Reload extends KernelRoutine {

    private static final int MODULE = 0;

    private final KernelSymbol load = new KernelSymbol("__do_sys_finit_module");
    private final KernelSymbol freeInit = new KernelSymbol("do_free_init");
    private final KernelSymbol unload = new KernelSymbol("__do_sys_delete_module");

    Reload() {
      super(
          "__x64_sys_reload_module",
          1,
          "finit_module",
          "do_free_init",
          "mem_base",
          "delete_module",
          "return");
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> f.call(load.in(f), PAGE_BYTES, PAGE_BYTES, PAGE_BYTES);
        case 1 -> {
          f.setLocal(MODULE, f.result());
          f.call(freeInit.in(f));
        }
        case 2 -> {
          long text = f.load(f.local(MODULE), Long.BYTES);
          if (text != TEXT) {
            throw new IllegalStateException(
                "the module's text is at 0x%x, expected 0x%x".formatted(text, TEXT));
          }
        }
        case 3 -> f.call(unload.in(f), f.local(MODULE));
        default -> f.ret(0);
      }
    }
  }
}
