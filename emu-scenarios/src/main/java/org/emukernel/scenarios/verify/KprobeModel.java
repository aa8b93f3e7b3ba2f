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
import org.emukernel.api.spi.SystemCall;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.scenarios.config.VerifySettings;
import org.emukernel.scenarios.config.VerifySettings.Probe;

/**
 * {@code kprobe}: CPU 0 enables and disables a kprobe, for ever, and does the optimizer's work
 * whenever some is pending; the others execute the probed instruction.
 */
final class KprobeModel implements VerifyModel {

  /* Numbers that Linux leaves free. */
  private static final int REGISTER = 394;
  private static final int EXECUTE = 395;
  private static final int ENABLE = 396;
  private static final int DISABLE = 397;
  private static final int OPTIMIZE = 398;

  /* struct optimized_kprobe, of which the model's is the first in the table. */
  private static final String TABLE = "kprobe_table";
  private static final int HITS = 64;
  private static final int POST_HITS = 72;
  private static final int NMISSED = 80;

  private static final String OPTIMIZING_WORK = "optimizing_work";

  private static final long RESULT = 5;

  private final VerifySettings settings;
  private final Probe probe;

  KprobeModel(VerifySettings settings) {
    this.settings = settings;
    this.probe = settings.patching().probe();
  }

  private static String function(Probe probe) {
    return switch (probe) {
      case EMULATED -> "kprobe_emu_emulated";
      case STEPPED -> "kprobe_emu_stepped";
      case OPTIMIZED -> "kprobe_emu_boosted";
    };
  }

  @Override
  public KernelPart kernelPart() {
    String function = function(probe);
    List<Routine> routines = new ArrayList<>();
    routines.add(new Execute("__x64_sys_probed", function, RESULT));
    routines.add(new OfProbe("__x64_sys_register", "register_kprobe", function));
    routines.add(new OfProbe("__x64_sys_enable", "enable_trace_kprobe", function));
    routines.add(new OfProbe("__x64_sys_disable", "disable_trace_kprobe", function));
    routines.add(new RunOptimizer());
    return new KernelPart(routines, List.of());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(
        REGISTER,
        "__x64_sys_register",
        EXECUTE,
        "__x64_sys_probed",
        ENABLE,
        "__x64_sys_enable",
        DISABLE,
        "__x64_sys_disable",
        OPTIMIZE,
        "__x64_sys_optimize");
  }

  /*
   * Registering writes the slots, which nobody executes before a sync. By the same sync here each CPU has fetched them, the isolated ones
   * when they enter the kernel; else each of their bytes could still be seen old or new.
   */
  @Override
  public List<SystemCall> setup(int cpu) {
    return cpu == 0
        ? List.of(call(REGISTER), call(ENABLE), call(DISABLE), call(OPTIMIZE))
        : List.of(call(EXECUTE));
  }

  @Override
  public List<SystemCall> calls(int cpu) {
    if (cpu != 0) {
      return List.of(call(EXECUTE));
    }
    return probe == Probe.OPTIMIZED
        ? List.of(call(ENABLE), call(DISABLE), call(OPTIMIZE))
        : List.of(call(ENABLE), call(DISABLE));
  }

  private static SystemCall call(int number) {
    return new SystemCall(number, 0, 0, 0);
  }

  /* When the work is due does not matter: it is done at any time after it was queued. */
  @Override
  public List<Counter> counters() {
    return List.of(
        new Counter(TABLE, HITS, 0),
        new Counter(TABLE, POST_HITS, 0),
        new Counter(TABLE, NMISSED, 0),
        new Counter(OPTIMIZING_WORK, 0, 1));
  }

  @Override
  public boolean patchesText() {
    return true;
  }

  @Override
  public Set<String> allowed() {
    return TextPokeModel.allowed(settings.require());
  }

  /** Calls a function with the probed address and KPROBE_FLAG_DISABLED. */
  private static final class OfProbe extends KernelRoutine {

    private static final long KPROBE_FLAG_DISABLED = 2;

    private final KernelSymbol callee;
    private final KernelSymbol probed;

    OfProbe(String symbol, String callee, String probed) {
      super(symbol, 0, "call", "return");
      this.callee = new KernelSymbol(callee);
      this.probed = new KernelSymbol(probed);
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 0) {
        f.call(callee.in(f), probed.in(f), KPROBE_FLAG_DISABLED);
      } else {
        f.ret(0);
      }
    }
  }

  /**
   * What the kworker does with the optimizer's work, if it is pending, behind the wait of
   * synchronize_rcu_tasks() (kernel/rcu/tasks.h, Linux v6.18), which the work's delay stands for
   * elsewhere: until each other CPU has been seen in user mode, so that nobody is among the
   * instructions that the jump replaces.
   */
  private static final class RunOptimizer extends KernelRoutine {

    private static final int CPU = 0;
    private static final int RETURN = 3;

    private final KernelSymbol work = new KernelSymbol(OPTIMIZING_WORK);
    private final KernelSymbol processOneWork = new KernelSymbol("process_one_work");
    private final KernelSymbol optimizer = new KernelSymbol("kprobe_optimizer");

    RunOptimizer() {
      super("__x64_sys_optimize", 1, "pending", "check_holdout_task", "process_one_work", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> {
          if (f.load(work.in(f), Long.BYTES) == 0) {
            f.goTo(RETURN);
          } else {
            f.setLocal(CPU, 1);
          }
        }
        case 1 -> checkHoldout(f);
        case 2 -> f.call(processOneWork.in(f), optimizer.in(f), 0, work.in(f));
        default -> f.ret(0);
      }
    }

    /* task->rcu_tasks_idle_cpu is set in user mode, as the state is. */
    private static void checkHoldout(RoutineFrame f) {
      int cpu = (int) f.local(CPU);
      long word = f.port().perCpu(ContextTracking.SYMBOL, cpu) + ContextTracking.STATE;
      long state = f.load(word, Integer.BYTES) & ContextTracking.STATE_MASK;
      if (state == ContextTracking.STATE_USER) {
        f.setLocal(CPU, cpu + 1);
      } else {
        f.port().relax();
      }
      if (f.local(CPU) < f.port().cpus()) {
        f.goTo(1);
      }
    }
  }
}
