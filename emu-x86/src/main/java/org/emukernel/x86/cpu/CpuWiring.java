package org.emukernel.x86.cpu;

import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.x86.exec.CoreParts;
import org.emukernel.x86.exec.OpCache;

/**
 * What a CPU is connected to.
 *
 * @param parts the CPU's own parts
 * @param cache the machine's decoded instructions, one for all CPUs
 */
public record CpuWiring(
    CoreParts parts, OpCache cache, RoutineTable routines, KernelSymbols symbols) {}
