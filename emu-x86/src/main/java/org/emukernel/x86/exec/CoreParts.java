package org.emukernel.x86.exec;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.x86.apic.LocalApic;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.reg.RegisterFile;
import org.emukernel.x86.tlb.Broadcasts;

/**
 * What the instructions of one CPU work on.
 *
 * @param cpu the CPU's number
 * @param broadcasts its INVLPGB that is under way
 * @param fault the instance that the CPU's {@code mmu} throws too
 */
public record CoreParts(
    int cpu,
    Arena arena,
    RegisterFile registers,
    Mmu mmu,
    CpuClock clock,
    LocalApic apic,
    Broadcasts broadcasts,
    ProcessorException fault,
    MachineEvents events) {}
