package org.emukernel.scenarios.workload;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.WorkloadHost;
import org.emukernel.api.spi.WorkloadProvider;

/**
 * Writers on pipes whose readers sleep on another housekeeping CPU: reschedule IPIs, none of them
 * to an isolated CPU.
 */
public final class Hackbench implements WorkloadProvider {

  private static final String RATE = "wakeups-per-second";

  @Override
  public String name() {
    return "hackbench";
  }

  @Override
  public String description() {
    return "write() on pipes whose readers sleep on other housekeeping CPUs: reschedule IPIs";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting(RATE, SettingType.RATE, "10", "cross-CPU wake-ups over all housekeeping CPUs"));
  }

  @Override
  public KernelPart kernelPart() {
    return VfsWrite.kernelPart();
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(Syscalls.WRITE, "__x64_sys_write");
  }

  @Override
  public WorkloadHost.Plan plan(Settings settings, WorkloadHost host) {
    int[] cpus = host.housekeeping().stream().toArray();
    return PoissonWorkload.plan(host, host.housekeeping(), settings.rate(RATE), new Wakeup(cpus));
  }

  /** Each write wakes a reader on the housekeeping CPU after the writer's, further on with each. */
  private record Wakeup(int[] cpus) implements PoissonWorkload.Script {

    @Override
    public int length() {
      return 1;
    }

    @Override
    public SystemCall call(int cpu, long sequence, int index, PoissonWorkload.Results results) {
      int self = Arrays.binarySearch(cpus, cpu);
      int others = Math.max(1, cpus.length - 1);
      int reader = cpus[(self + 1 + (int) (sequence % others)) % cpus.length];
      return new SystemCall(Syscalls.WRITE, VfsWrite.PIPE, reader, 0);
    }
  }
}
