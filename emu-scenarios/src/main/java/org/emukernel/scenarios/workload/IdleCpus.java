package org.emukernel.scenarios.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiMessage;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.smp.IdleFlags;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.Workload;
import org.emukernel.api.spi.WorkloadHost;
import org.emukernel.api.spi.WorkloadProvider;

/**
 * CPUs without a task to run: their only task sleeps in pause(), so that they are in the idle loop,
 * and now and then the first housekeeping CPU wakes one of them by a signal. A task that was woken
 * is soon asleep again.
 */
public final class IdleCpus implements WorkloadProvider {

  private static final String CPUS = "cpus";
  private static final String WAKE_UPS = "wake-ups-per-second";

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public String description() {
    return "CPUs in the idle loop; a housekeeping CPU wakes their sleeping tasks now and then";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting(CPUS, SettingType.CPU_LIST, "", "the CPUs; CPU 0 must not be among them"),
        new Setting(WAKE_UPS, SettingType.RATE, "0", "wake-ups over all of them, by CPU 0"));
  }

  @Override
  public KernelPart kernelPart() {
    List<Routine> routines = new ArrayList<>();
    routines.add(new SyscallStub("__x64_sys_pause", "schedule_preempt_disabled"));
    routines.addAll(CallThrough.chain("do_idle", "schedule_preempt_disabled"));
    routines.add(new SyscallStub("__x64_sys_tgkill", "do_tkill"));
    routines.addAll(
        CallThrough.chain(
            "resched_idle",
            "do_tkill",
            "do_send_specific",
            "do_send_sig_info",
            "send_signal_locked",
            "complete_signal",
            "signal_wake_up_state"));
    routines.add(new ReschedIdle());
    return new KernelPart(routines, List.of());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(Syscalls.PAUSE, "__x64_sys_pause", Syscalls.TGKILL, "__x64_sys_tgkill");
  }

  @Override
  public WorkloadHost.Plan plan(Settings settings, WorkloadHost host) {
    CpuMask sleepers = settings.cpus(CPUS);
    int[] cpus = sleepers.stream().toArray();
    if (cpus.length == 0) {
      return arena -> new Sleepers(sleepers);
    }
    WorkloadHost.Plan wakers =
        PoissonWorkload.plan(host, CpuMask.of(0), settings.rate(WAKE_UPS), new WakeUp(cpus));
    return arena -> new Both(new Sleepers(sleepers), wakers.start(arena));
  }

  /** Each sleeper makes pause() whenever it is in user mode. */
  private record Sleepers(CpuMask cpus) implements Workload {

    @Override
    public long dueNs(int cpu) {
      return cpus.contains(cpu) ? 0 : NEVER;
    }

    @Override
    public SystemCall take(int cpu, long nowNs) {
      return new SystemCall(Syscalls.PAUSE, 0, 0, 0);
    }

    @Override
    public void returned(int cpu, long result) {}
  }

  /** Signals the sleepers one after the other. */
  private record WakeUp(int[] cpus) implements PoissonWorkload.Script {

    @Override
    public int length() {
      return 1;
    }

    @Override
    public SystemCall call(int cpu, long sequence, int index, PoissonWorkload.Results results) {
      return new SystemCall(Syscalls.TGKILL, cpus[(int) (sequence % cpus.length)], 0, 0);
    }
  }

  /** CPU 0 wakes, the others sleep. */
  private record Both(Workload sleepers, Workload wakers) implements Workload {

    private Workload of(int cpu) {
      return cpu == 0 ? wakers : sleepers;
    }

    @Override
    public long dueNs(int cpu) {
      return of(cpu).dueNs(cpu);
    }

    @Override
    public SystemCall take(int cpu, long nowNs) {
      return of(cpu).take(cpu, nowNs);
    }

    @Override
    public void returned(int cpu, long result) {
      of(cpu).returned(cpu, result);
    }
  }

  /**
   * try_to_wake_up() of the task of a CPU that is idle, with __resched_curr() (kernel/sched/core.c,
   * Linux v6.18): makes it runnable and sets TIF_NEED_RESCHED; a task that polls it is woken by
   * that, any other by an IPI.
   */
  private record ReschedIdle() implements Routine {

    private static final int RETURN = 3;

    private static long idle(RoutineFrame f, int target) {
      return f.port().perCpu(IdleFlags.SYMBOL, target);
    }

    @Override
    public String symbol() {
      return "resched_idle";
    }

    @Override
    public List<String> labels() {
      return List.of("activate_task", "set_nr_and_not_polling", "smp_send_reschedule", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      int target = (int) f.arg(0);
      switch (f.label()) {
        case 0 -> f.exchange(idle(f, target) + IdleFlags.NR_RUNNING, Long.BYTES, 1);
        case 1 -> {
          long old = f.fetchOr(idle(f, target), Long.BYTES, IdleFlags.NEED_RESCHED);
          if ((old & (IdleFlags.POLLING_NRFLAG | IdleFlags.NEED_RESCHED)) != 0) {
            f.goTo(RETURN);
          }
        }
        case 2 -> {
          f.port().events().ipiSent(f.port(), target, IpiMessage.RESCHEDULE, 0);
          f.port().sendIpi(target, IpiMessage.RESCHEDULE);
        }
        default -> f.ret();
      }
    }
  }
}
