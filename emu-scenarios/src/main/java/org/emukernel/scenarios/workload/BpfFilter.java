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
 * Socket filters attached with SO_ATTACH_FILTER (net/core/filter.c, sk_attach_filter()): the chain
 * of the cover letter.
 */
public final class BpfFilter implements WorkloadProvider {

  private static final String RATE = "loads-per-hour";
  private static final String KEEP = "keep";

  /** What a filter of a few dozen instructions takes after compilation. */
  private static final int COMPILED_BYTES = 512;

  @Override
  public String name() {
    return "bpf-filter";
  }

  @Override
  public String description() {
    return "setsockopt(SO_ATTACH_FILTER): JIT into program packs, set_memory_rox for a new pack";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting(RATE, SettingType.RATE, "1", "filters attached over all housekeeping CPUs"),
        new Setting(
            KEEP,
            SettingType.FLAG,
            "true",
            "whether filters stay attached; else each is detached at once"));
  }

  @Override
  public KernelPart kernelPart() {
    return KernelPart.of(new SyscallStub("__x64_sys_setsockopt", "__sys_setsockopt"));
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(Syscalls.SETSOCKOPT, "__x64_sys_setsockopt");
  }

  @Override
  public WorkloadHost.Plan plan(Settings settings, WorkloadHost host) {
    return PoissonWorkload.plan(
        host, host.housekeeping(), settings.rate(RATE) / 3600, new Attach(settings.flag(KEEP)));
  }

  /** One filter; detached by the call after if it does not stay. */
  private record Attach(boolean keep) implements PoissonWorkload.Script {

    @Override
    public int length() {
      return keep ? 1 : 2;
    }

    @Override
    public SystemCall call(int cpu, long sequence, int index, PoissonWorkload.Results results) {
      return index == 0
          ? new SystemCall(Syscalls.SETSOCKOPT, COMPILED_BYTES, 0, 0)
          : new SystemCall(Syscalls.SETSOCKOPT, 0, results.of(0), 0);
    }
  }
}
