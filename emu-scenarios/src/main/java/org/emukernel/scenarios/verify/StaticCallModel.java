package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.scenarios.config.VerifySettings;
import org.emukernel.scenarios.config.VerifySettings.Form;
import org.emukernel.scenarios.config.VerifySettings.Target;

/**
 * {@code static-call}: CPU 0 points a static call at another function and back, for ever; the
 * others call it. Each update patches the trampoline and the key's three sites one after the other;
 * which of the four the others execute is a switch.
 */
final class StaticCallModel implements VerifyModel {

  /* Numbers that Linux leaves free. */
  private static final int UPDATE = 394;
  private static final int CALL = 395;

  /** What sc_emu_one() returns, the function at first. */
  private static final long FIRST = 1;

  private final VerifySettings settings;

  StaticCallModel(VerifySettings settings) {
    this.settings = settings;
  }

  @Override
  public KernelPart kernelPart() {
    return KernelPart.of(
        new Update(settings.patching().target()),
        new Execute(
            "__x64_sys_static_call",
            caller(settings.patching().form()),
            FIRST,
            result(settings.patching().target())));
  }

  private static String caller(Form form) {
    return switch (form) {
      case CALL -> "sc_emu_caller_call";
      case TAIL_CALL -> "sc_emu_caller_tail";
      case CONDITIONAL -> "sc_emu_caller_jcc";
      case TRAMPOLINE -> "sc_emu_caller_tramp";
    };
  }

  /* What the caller returns with the other target; 7 was there before. */
  private static long result(Target target) {
    return switch (target) {
      case FUNCTION -> 2;
      case NOTHING -> 7;
      case RETURN0 -> 0;
    };
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(UPDATE, "__x64_sys_static_call_update", CALL, "__x64_sys_static_call");
  }

  @Override
  public List<SystemCall> calls(int cpu) {
    return List.of(new SystemCall(cpu == 0 ? UPDATE : CALL, 0, 0, 0));
  }

  @Override
  public boolean patchesText() {
    return true;
  }

  @Override
  public Set<String> allowed() {
    return TextPokeModel.allowed(settings.require());
  }

  /** static_call_update() to the other function. */
  private static final class Update extends KernelRoutine {

    private static final int FUNC = 0;

    private final Target target;
    private final KernelSymbol key = new KernelSymbol("__SCK__emu");
    private final KernelSymbol trampoline = new KernelSymbol("__SCT__emu");
    private final KernelSymbol update = new KernelSymbol("__static_call_update");
    private final KernelSymbol one = new KernelSymbol("sc_emu_one");
    private final KernelSymbol two = new KernelSymbol("sc_emu_two");
    private final KernelSymbol return0 = new KernelSymbol("__static_call_return0");

    Update(Target target) {
      super("__x64_sys_static_call_update", 1, "key_func", "static_call_update", "return");
      this.target = target;
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> f.setLocal(FUNC, f.load(key.in(f), Long.BYTES));
        case 1 -> {
          long next = f.local(FUNC) == one.in(f) ? other(f) : one.in(f);
          f.call(update.in(f), key.in(f), trampoline.in(f), next);
        }
        default -> f.ret(0);
      }
    }

    private long other(RoutineFrame f) {
      return switch (target) {
        case FUNCTION -> two.in(f);
        case NOTHING -> 0;
        case RETURN0 -> return0.in(f);
      };
    }
  }
}
