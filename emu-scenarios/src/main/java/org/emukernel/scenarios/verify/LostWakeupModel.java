package org.emukernel.scenarios.verify;

import static org.emukernel.entry.calling.AsmOffsets.PT_DI;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.scenarios.config.VerifySettings;
import org.emukernel.scenarios.config.VerifySettings.Calls;
import org.emukernel.scenarios.config.VerifySettings.Touch;

/**
 * {@code lost-wakeup}: the two housekeeping CPUs call {@code do_nothing()} on the last CPU or on
 * all others, for ever and at the same time; the others take the interrupts and may make system
 * calls that do nothing. Each call must be run once before its sender goes on, and each sender goes
 * on.
 */
final class LostWakeupModel implements VerifyModel {

  /* Numbers that Linux leaves free. */
  private static final int CALL_ALL = 394;
  private static final int CALL_ONE = 395;

  private static final int SENDERS = 2;

  /** Where the image's writable data begins. */
  private static final long KERNEL_DATA = 0xffff_ffff_8140_0000L;

  private final VerifySettings settings;
  private final Calls calls;
  private final int last;

  LostWakeupModel(VerifySettings settings) {
    this.settings = settings;
    this.calls = settings.calls();
    this.last = SENDERS + settings.isolatedCpus() - 1;
  }

  @Override
  public int housekeepingCpus() {
    return SENDERS;
  }

  @Override
  public KernelPart kernelPart() {
    return new KernelPart(
        List.of(new DoNothing(), new KickAllCpusSync(), new CallOne()), List.of());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(CALL_ALL, "kick_all_cpus_sync", CALL_ONE, "__x64_sys_call_one");
  }

  @Override
  public List<SystemCall> calls(int cpu) {
    List<SystemCall> possible = new ArrayList<>();
    if (cpu < SENDERS && calls != Calls.MANY) {
      possible.add(new SystemCall(CALL_ONE, last, 0, 0));
    }
    if (cpu < SENDERS && calls != Calls.ONE) {
      possible.add(new SystemCall(CALL_ALL, 0, 0, 0));
    }
    if (cpu >= SENDERS && settings.touches().contains(Touch.USER)) {
      possible.add(SystemCall.userLoad(KERNEL_DATA));
    }
    return possible;
  }

  /** do_nothing(), kernel/smp.c. */
  private static final class DoNothing extends KernelRoutine {

    DoNothing() {
      super("do_nothing", 0, "return");
    }

    @Override
    public void step(RoutineFrame f) {
      f.ret(0);
    }
  }

  /** kick_all_cpus_sync(), kernel/smp.c: smp_call_function() of do_nothing(), which waits. */
  private static final class KickAllCpusSync extends KernelRoutine {

    private final KernelSymbol call = new KernelSymbol("on_each_cpu_cond_mask");
    private final KernelSymbol function = new KernelSymbol("do_nothing");

    KickAllCpusSync() {
      super("kick_all_cpus_sync", 0, "smp_call_function", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 0) {
        f.call(call.in(f), CallConditions.ALWAYS, function.in(f), 0, 1, 0);
      } else {
        f.ret(0);
      }
    }
  }

  /** A system call around smp_call_function_single(). */
  private static final class CallOne extends KernelRoutine {

    private final KernelSymbol call = new KernelSymbol("smp_call_function_single");
    private final KernelSymbol function = new KernelSymbol("do_nothing");

    CallOne() {
      super("__x64_sys_call_one", 0, "smp_call_function_single", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 0) {
        f.call(call.in(f), f.load(f.arg(0) + PT_DI, Long.BYTES), function.in(f), 0, 1);
      } else {
        f.ret(0);
      }
    }
  }
}
