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
 * {@code kprobes}: trace events on kprobes (kernel/trace/trace_kprobe.c), each of up to eight
 * housekeeping CPUs with one of its own: made once, then enabled and disabled in turn.
 */
public final class Kprobes implements WorkloadProvider {

  private static final String RATE = "toggles-per-second";
  private static final int PROBES = 8;

  @Override
  public String name() {
    return "kprobes";
  }

  @Override
  public String description() {
    return "kprobe events on and off: 1 text sync to arm or disarm, 3 to optimise, 2 to un-optimise";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting(
            RATE, SettingType.RATE, "1", "toggles over all CPUs; every second one disables"));
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
    int[] cpus = host.housekeeping().stream().limit(PROBES).toArray();
    CpuMask mask = CpuMask.of(cpus);
    return PoissonWorkload.plan(host, mask, settings.rate(RATE), new Toggle(mask));
  }

  private record Toggle(CpuMask cpus) implements PoissonWorkload.Script {

    @Override
    public int length() {
      return 1;
    }

    @Override
    public SystemCall call(int cpu, long sequence, int index, PoissonWorkload.Results results) {
      long probe = cpus.stream().takeWhile(c -> c < cpu).count();
      return sequence == 0
          ? new SystemCall(Syscalls.WRITE, VfsWrite.KPROBE_EVENTS, 1, probe)
          : new SystemCall(Syscalls.WRITE, VfsWrite.KPROBE_ENABLE, sequence & 1, probe);
    }
  }
}
