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
import org.emukernel.api.spi.Workload;
import org.emukernel.api.spi.WorkloadHost;
import org.emukernel.api.spi.WorkloadProvider;

/** A vCPU thread on each of some CPUs that calls ioctl(KVM_RUN) whenever it is in user mode. */
public final class KvmGuests implements WorkloadProvider {

  private static final String CPUS = "cpus";

  @Override
  public String name() {
    return "kvm-guest";
  }

  @Override
  public String description() {
    return "vCPUs that run a guest by ioctl(KVM_RUN) until a host interrupt makes them exit";
  }

  @Override
  public List<Setting> settings() {
    return List.of(new Setting(CPUS, SettingType.CPU_LIST, "", "the CPUs of the vCPUs"));
  }

  @Override
  public KernelPart kernelPart() {
    List<Routine> routines = new ArrayList<>();
    routines.add(new SyscallStub("__x64_sys_ioctl", "kvm_vcpu_ioctl"));
    routines.addAll(CallThrough.chain("vcpu_run", "kvm_vcpu_ioctl", "kvm_arch_vcpu_ioctl_run"));
    return new KernelPart(routines, List.of());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(Syscalls.IOCTL, "__x64_sys_ioctl");
  }

  @Override
  public WorkloadHost.Plan plan(Settings settings, WorkloadHost host) {
    CpuMask cpus = settings.cpus(CPUS);
    return arena -> new Vcpus(cpus);
  }

  private record Vcpus(CpuMask cpus) implements Workload {

    @Override
    public long dueNs(int cpu) {
      return cpus.contains(cpu) ? 0 : NEVER;
    }

    @Override
    public SystemCall take(int cpu, long nowNs) {
      return new SystemCall(Syscalls.IOCTL, 0, 0, 0);
    }

    @Override
    public void returned(int cpu, long result) {}
  }
}
