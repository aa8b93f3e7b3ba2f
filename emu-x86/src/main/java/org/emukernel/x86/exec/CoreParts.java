package org.emukernel.x86.exec;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.x86.apic.LocalApic;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.reg.RegisterFile;

/**
 * What the instructions of one CPU work on.
 *
 * @param cpu the CPU's number
 * @param fault the instance that the CPU's {@code mmu} throws too
 */
public record CoreParts(
    int cpu,
    Arena arena,
    RegisterFile registers,
    Mmu mmu,
    CpuClock clock,
    LocalApic apic,
    ProcessorException fault,
    MachineEvents events) {}
