package org.emukernel.scenarios.machine;

import java.util.List;
import java.util.Map;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.machine.HardwareSpec;
import org.emukernel.api.spi.CpuArchitectureProvider;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.api.strategy.DeferralStrategy;

/**
 * What a machine and its kernel are made of.
 *
 * @param architecture makes the machine
 * @param hardware what it has
 * @param strategy when IPIs wait
 * @param kernel what the kernel does besides the usual
 * @param faults planted in the kernel
 * @param parts what workloads add to the kernel
 * @param systemCalls what workloads call
 */
public record MachineSpec(
    CpuArchitectureProvider architecture,
    HardwareSpec hardware,
    DeferralStrategy strategy,
    KernelOptions kernel,
    List<PlantedFaultProvider> faults,
    List<KernelPart> parts,
    Map<Integer, String> systemCalls) {

  /** Copies the collections. */
  public MachineSpec {
    faults = List.copyOf(faults);
    parts = List.copyOf(parts);
    systemCalls = Map.copyOf(systemCalls);
  }

  /** {@return how many CPUs} */
  public int cpus() {
    return hardware.cpus();
  }

  /** {@return those that run NOHZ_FULL} */
  public CpuMask isolated() {
    return hardware.isolated();
  }

  /** {@return the same with other workloads} */
  public MachineSpec with(List<KernelPart> newParts, Map<Integer, String> newSystemCalls) {
    return new MachineSpec(
        architecture, hardware, strategy, kernel, faults, newParts, newSystemCalls);
  }

  /** {@return the same with other faults} */
  public MachineSpec withFaults(List<PlantedFaultProvider> newFaults) {
    return new MachineSpec(architecture, hardware, strategy, kernel, newFaults, parts, systemCalls);
  }

  /** {@return the same with another strategy} */
  public MachineSpec withStrategy(DeferralStrategy newStrategy) {
    return new MachineSpec(architecture, hardware, newStrategy, kernel, faults, parts, systemCalls);
  }
}
