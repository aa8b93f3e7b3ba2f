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

/** A plain static key toggled through a sysctl (kernel/bpf/syscall.c, bpf_stats_handler()). */
public final class StaticKeys implements WorkloadProvider {

  private static final String RATE = "toggles-per-hour";

  @Override
  public String name() {
    return "static-keys";
  }

  @Override
  public String description() {
    return "kernel.bpf_stats_enabled on and off: a plain static key, 3 text syncs a toggle";
  }

  @Override
  public List<WorkloadSetting> settings() {
    return List.of(
        new WorkloadSetting(
            RATE,
            SettingType.RATE,
            "1",
            "toggles over all housekeeping CPUs; every second one turns off"));
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
  public WorkloadHost.Plan plan(WorkloadSettings settings, WorkloadHost host) {
    Toggles toggles =
        new Toggles(value -> new SystemCall(Syscalls.WRITE, VfsWrite.BPF_STATS_ENABLED, value, 0));
    return PoissonWorkload.plan(host, settings.rate(RATE) / 2 / 3600, toggles);
  }
}
