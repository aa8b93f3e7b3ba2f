package org.emukernel.scenarios.workload;

import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.WorkloadHost;
import org.emukernel.api.spi.WorkloadProvider;
import org.emukernel.api.spi.WorkloadSetting;
import org.emukernel.api.spi.WorkloadSettings;

/**
 * Processes that come and go in bursts, as with make and hackbench: each gets a vmalloc'ed kernel
 * stack, and what two cached stacks per CPU do not take is unmapped lazily (kernel/fork.c,
 * alloc_thread_stack_node() and free_thread_stack()).
 */
public final class ProcessChurn implements WorkloadProvider {

  private static final String RATE = "processes-per-second";
  private static final String BURST = "burst";

  @Override
  public String name() {
    return "process-churn";
  }

  @Override
  public String description() {
    return "bursts of clone() and exit(): vmalloc'ed task stacks, lazy unmapping, purges";
  }

  @Override
  public List<WorkloadSetting> settings() {
    return List.of(
        new WorkloadSetting(RATE, SettingType.RATE, "100", "processes over all housekeeping CPUs"),
        new WorkloadSetting(
            BURST, SettingType.COUNT, "40", "processes that live at once in a burst, at least 1"));
  }

  @Override
  public KernelPart kernelPart() {
    return new KernelPart(List.of(), List.of());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(Syscalls.CLONE, "__do_sys_clone", Syscalls.EXIT, "__x64_sys_exit");
  }

  @Override
  public WorkloadHost.Plan plan(WorkloadSettings settings, WorkloadHost host) {
    int burst = (int) Math.max(1, settings.count(BURST));
    return PoissonWorkload.plan(host, settings.rate(RATE) / burst, new Burst(burst));
  }

  /** All clones of a burst, then all exits. */
  private record Burst(int processes) implements PoissonWorkload.Script {

    @Override
    public int length() {
      return 2 * processes;
    }

    @Override
    public SystemCall call(int cpu, long sequence, int index) {
      return new SystemCall(index < processes ? Syscalls.CLONE : Syscalls.EXIT, 0, 0, 0);
    }
  }
}
