package org.emukernel.scenarios.workload;

import java.util.List;
import java.util.Map;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.WorkloadHost;
import org.emukernel.api.spi.WorkloadProvider;

/**
 * {@code datagrams}: CPUs that send themselves datagrams over the loopback, a path through the
 * kernel that is full of patchable instructions: static branches, tracepoints, static calls,
 * function entries and probed functions.
 */
public final class Datagrams implements WorkloadProvider {

  private static final String RATE = "calls-per-second";
  private static final String PACKETS = "packets";
  private static final String ISOLATED = "isolated";

  @Override
  public String name() {
    return "datagrams";
  }

  @Override
  public String description() {
    return "sendmmsg() over the loopback: kernel code with patched sites, also on isolated CPUs";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting(RATE, SettingType.RATE, "10", "calls over all CPUs that make them"),
        new Setting(PACKETS, SettingType.COUNT, "16", "packets of a call"),
        new Setting(ISOLATED, SettingType.FLAG, "true", "whether isolated CPUs make calls, too"));
  }

  @Override
  public KernelPart kernelPart() {
    return PacketPath.kernelPart();
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(Syscalls.SENDMMSG, "__x64_sys_sendmmsg");
  }

  @Override
  public WorkloadHost.Plan plan(Settings settings, WorkloadHost host) {
    CpuMask cpus =
        settings.flag(ISOLATED) ? host.housekeeping().with(host.isolated()) : host.housekeeping();
    return PoissonWorkload.plan(host, cpus, settings.rate(RATE), new Send(settings.count(PACKETS)));
  }

  private record Send(long packets) implements PoissonWorkload.Script {

    @Override
    public int length() {
      return 1;
    }

    @Override
    public SystemCall call(int cpu, long sequence, int index, PoissonWorkload.Results results) {
      return new SystemCall(Syscalls.SENDMMSG, 3, 0, packets);
    }
  }
}
