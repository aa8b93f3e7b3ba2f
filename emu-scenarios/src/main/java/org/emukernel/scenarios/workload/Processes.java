package org.emukernel.scenarios.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.WorkloadHost;
import org.emukernel.api.spi.WorkloadProvider;

/**
 * Processes that come and go in bursts, as with make and hackbench: each gets a vmalloc'ed kernel
 * stack, and what two cached stacks per CPU do not take is unmapped lazily (kernel/fork.c,
 * alloc_thread_stack_node() and free_thread_stack()).
 *
 * <p>Tasks do not run: a process is its kernel stack, made by clone() and released by exit() as
 * finish_task_switch() releases the stack of a dead task.
 */
abstract class Processes implements WorkloadProvider {

  private static final String RATE = "processes-per-second";
  private static final String BURST = "burst";
  private static final int MAX_BURST = 1024;

  private final String name;
  private final String where;
  private final String defaultRate;

  /**
   * Says where.
   *
   * @param where on which CPUs, for the list of settings
   * @param defaultRate processes a second over all of them
   */
  Processes(String name, String where, String defaultRate) {
    this.name = name;
    this.where = where;
    this.defaultRate = defaultRate;
  }

  /** {@return the CPUs that make the processes} */
  abstract CpuMask cpus(WorkloadHost host);

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final List<Setting> settings() {
    return List.of(
        new Setting(RATE, SettingType.RATE, defaultRate, "processes over all " + where),
        new Setting(
            BURST, SettingType.COUNT, "40", "processes that live at once in a burst, 1 to 1024"));
  }

  @Override
  public final KernelPart kernelPart() {
    List<Routine> routines = new ArrayList<>();
    routines.add(new SyscallStub("__x64_sys_exit", "do_exit"));
    routines.addAll(
        CallThrough.chain("finish_task_switch", "do_exit", "do_task_dead", "__schedule"));
    return new KernelPart(routines, List.of());
  }

  @Override
  public final Map<Integer, String> systemCalls() {
    return Map.of(Syscalls.CLONE, "__do_sys_clone", Syscalls.EXIT, "__x64_sys_exit");
  }

  @Override
  public final WorkloadHost.Plan plan(Settings settings, WorkloadHost host) {
    int burst = (int) Math.min(MAX_BURST, Math.max(1, settings.count(BURST)));
    return PoissonWorkload.plan(host, cpus(host), settings.rate(RATE) / burst, new Burst(burst));
  }

  /** All clones of a burst, then all exits, youngest first. */
  private record Burst(int processes) implements PoissonWorkload.Script {

    private static final long MAX_ERRNO = 4095;

    @Override
    public int length() {
      return 2 * processes;
    }

    @Override
    public SystemCall call(int cpu, long sequence, int index, PoissonWorkload.Results results) {
      if (index < processes) {
        return new SystemCall(Syscalls.CLONE, 0, 0, 0);
      }
      long stack = results.of(2 * processes - 1 - index);
      boolean failed = Long.compareUnsigned(stack, -MAX_ERRNO) >= 0;
      return failed
          ? new SystemCall(Syscalls.SCHED_YIELD, 0, 0, 0)
          : new SystemCall(Syscalls.EXIT, stack, 0, 0);
    }
  }
}
