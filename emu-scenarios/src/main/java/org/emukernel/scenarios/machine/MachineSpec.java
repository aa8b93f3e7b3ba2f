package org.emukernel.scenarios.machine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emukernel.api.choice.Chooser;
import org.emukernel.api.choice.CostModel;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.mem.MmuSpec;

/**
 * What a machine is made of.
 *
 * @param cpus how many CPUs
 * @param isolated those that run NOHZ_FULL
 * @param memoryBytes physical memory, a multiple of 2 MiB
 * @param features of the CPUs and the kernel; PTI among them
 * @param mmu sizes of what lies between a CPU and memory
 * @param costs what things cost
 * @param chooser answers what the machine leaves open
 * @param strategy when IPIs wait
 * @param kernel what the kernel does besides the usual
 * @param faults planted in the kernel
 * @param parts what workloads add to the kernel
 * @param systemCalls what workloads call
 */
public record MachineSpec(
    int cpus,
    CpuMask isolated,
    long memoryBytes,
    Set<X86Feature> features,
    MmuSpec mmu,
    CostModel costs,
    Chooser chooser,
    DeferralStrategy strategy,
    KernelOptions kernel,
    List<PlantedFaultProvider> faults,
    List<KernelPart> parts,
    Map<Integer, String> systemCalls) {

  /** Copies the collections. */
  public MachineSpec {
    features = Set.copyOf(features);
    faults = List.copyOf(faults);
    parts = List.copyOf(parts);
    systemCalls = Map.copyOf(systemCalls);
  }
}
