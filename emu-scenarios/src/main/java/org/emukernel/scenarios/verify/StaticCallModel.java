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
 * others call it. Each update patches the trampoline and the key's site one after the other; what
 * instruction the site is, or whether the trampoline is called, is a switch. More sites of one key
 * would be patched one after the other, each by its own three syncs.
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
    String form = nameOf(settings.patching().form());
    return KernelPart.of(
        new Update(form, settings.patching().target()),
        new Execute(
            "__x64_sys_static_call",
            "sc_emu_only_caller_" + form,
            FIRST,
            result(settings.patching().target())));
  }

  /* Each form has a key of its own. */
  private static String nameOf(Form form) {
    return switch (form) {
      case CALL -> "call";
      case TAIL_CALL -> "tail";
      case CONDITIONAL -> "jcc";
      case TRAMPOLINE -> "tramp";
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
    private final KernelSymbol key;
    private final KernelSymbol trampoline;
    private final KernelSymbol update = new KernelSymbol("__static_call_update");
    private final KernelSymbol one = new KernelSymbol("sc_emu_one");
    private final KernelSymbol two = new KernelSymbol("sc_emu_two");
    private final KernelSymbol return0 = new KernelSymbol("__static_call_return0");

    Update(String form, Target target) {
      super("__x64_sys_static_call_update", 1, "key_func", "static_call_update", "return");
      this.key = new KernelSymbol("__SCK__emu_" + form);
      this.trampoline = new KernelSymbol("__SCT__emu_" + form);
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
