package org.emukernel.scenarios.workload;

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
 * Isolated CPUs that enter the kernel now and then, for as short as can be: getpid(), at random
 * times. So the rate at which flushes meet CPUs on their way in and out can be chosen.
 */
public final class IsolatedCalls implements WorkloadProvider {

  private static final String CALLS = "calls-per-second";
  private static final int GETPID = 39;

  @Override
  public String name() {
    return "isolated-calls";
  }

  @Override
  public String description() {
    return "isolated CPUs that call getpid() at random times: short kernel entries";
  }

  @Override
  public List<Setting> settings() {
    return List.of(new Setting(CALLS, SettingType.RATE, "1", "calls of each isolated CPU"));
  }

  /* getpid() is there anyway. */
  @Override
  public KernelPart kernelPart() {
    return new KernelPart(List.of(), List.of());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of();
  }

  @Override
  public WorkloadHost.Plan plan(Settings settings, WorkloadHost host) {
    double perSecond = settings.rate(CALLS) * host.isolated().count();
    return PoissonWorkload.plan(host, host.isolated(), perSecond, new Call());
  }

  private record Call() implements PoissonWorkload.Script {

    @Override
    public int length() {
      return 1;
    }

    @Override
    public SystemCall call(int cpu, long sequence, int index, PoissonWorkload.Results results) {
      return new SystemCall(GETPID, 0, 0, 0);
    }
  }
}
