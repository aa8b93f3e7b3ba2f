package org.emukernel.x86.cpu;

import org.emukernel.x86.exec.CoreParts;
import org.emukernel.x86.exec.OpCache;
import org.emukernel.x86.routine.RoutineTable;

/**
 * What a CPU is connected to.
 *
 * @param parts the CPU's own parts
 * @param cache the machine's decoded instructions, one for all CPUs
 */
public record CpuWiring(
    CoreParts parts, OpCache cache, RoutineTable routines, KernelSymbols symbols) {}
