package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.scenarios.config.VerifySettings;
import org.emukernel.scenarios.workload.IdleCpus;

/**
 * {@code idle-text-poke}: CPU 0 turns a static key on and off, for ever; the others go to sleep in
 * the idle loop, where the timer, NMIs and the calls of CPU 0 come in. Handlers of the timer and of
 * NMIs execute the key's site. Nobody wakes the sleeping task.
 */
final class IdleTextPokeModel implements VerifyModel {

  /* A number that Linux leaves free. */
  private static final int TOGGLE = 394;

  private static final int FAR = 5;

  private final VerifySettings settings;
  private final int key;
  private final IdleCpus idle = new IdleCpus();
  private final int pause;

  IdleTextPokeModel(VerifySettings settings) {
    this.settings = settings;
    this.key = settings.siteBytes() == FAR ? 0 : 1;
    this.pause =
        idle.systemCalls().entrySet().stream()
            .filter(call -> call.getValue().equals("__x64_sys_pause"))
            .mapToInt(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
  }

  @Override
  public KernelPart kernelPart() {
    String probe = "static_key_probe_" + key;
    List<Routine> routines = new ArrayList<>(idle.kernelPart().routines());
    routines.add(new ToggleKey("__x64_sys_toggle", "static_key_emu_" + key));
    routines.add(new Execute("default_do_nmi", probe, 0, 1));
    routines.add(new Execute("local_apic_timer_interrupt", probe, 0, 1));
    routines.add(new TimerInterrupt());
    return new KernelPart(routines, List.of());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    Map<Integer, String> calls = new HashMap<>(idle.systemCalls());
    calls.put(TOGGLE, "__x64_sys_toggle");
    return calls;
  }

  @Override
  public List<SystemCall> calls(int cpu) {
    return List.of(new SystemCall(cpu == 0 ? TOGGLE : pause, 0, 0, 0));
  }

  @Override
  public boolean patchesText() {
    return true;
  }

  @Override
  public Set<String> allowed() {
    return TextPokeModel.allowed(settings.require());
  }

  /** sysvec_apic_timer_interrupt(), arch/x86/kernel/apic/apic.c, Linux v6.18. */
  private static final class TimerInterrupt extends KernelRoutine {

    private final KernelSymbol body = new KernelSymbol("local_apic_timer_interrupt");

    TimerInterrupt() {
      super("sysvec_apic_timer_interrupt", 0, "apic_eoi", "local_apic_timer_interrupt", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> f.port().endOfInterrupt();
        case 1 -> f.call(body.in(f));
        default -> f.ret();
      }
    }
  }
}
