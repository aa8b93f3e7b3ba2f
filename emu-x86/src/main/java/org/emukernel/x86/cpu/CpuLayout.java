package org.emukernel.x86.cpu;

import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.x86.apic.LocalApic;
import org.emukernel.x86.reg.RegisterFile;
import org.emukernel.x86.routine.RoutineDispatcher;
import org.emukernel.x86.tlb.Broadcasts;

/**
 * Where the state of one CPU lies in the arena, besides what its paging unit and clock have.
 *
 * @param registers first slot of the register file
 * @param apic first slot of the local APIC
 * @param routines first slot of the routine stack
 * @param instructions observer slot: steps made
 * @param broadcasts first slot of the INVLPGB under way
 */
public record CpuLayout(int registers, int apic, int routines, int instructions, int broadcasts) {

  /** {@return new slots, named after the CPU: {@code cpu0.rax}} */
  public static CpuLayout reserve(ArenaBuilder builder, int cpu) {
    String name = "cpu" + cpu;
    return new CpuLayout(
        RegisterFile.reserve(builder, name),
        LocalApic.reserve(builder, name),
        RoutineDispatcher.reserve(builder, name),
        builder.observer(name + ".instructions"),
        Broadcasts.reserve(builder, name));
  }
}
