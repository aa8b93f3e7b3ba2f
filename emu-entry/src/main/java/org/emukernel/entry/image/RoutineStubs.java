package org.emukernel.entry.image;

import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.x86.asm.Assembler;
import org.emukernel.x86.asm.RelocatableObject;
import org.emukernel.x86.routine.RoutineSlots;

/**
 * The machine code that stands for routines ({@link RoutineSlots}), each under its symbol in its
 * section.
 */
final class RoutineStubs {

  private RoutineStubs() {}

  static RelocatableObject assemble(RoutineCatalog catalog) {
    Assembler asm = new Assembler("routines");
    RoutineTable table = new RoutineTable(catalog.all());
    for (Routine routine : table.routines()) {
      asm.section(catalog.section(routine), "ax");
      asm.asm("SYM_FUNC_START(" + routine.symbol() + ")");
      asm.bytes(RoutineSlots.of(table, routine));
      asm.asm("SYM_FUNC_END(" + routine.symbol() + ")");
    }
    return asm.assemble();
  }
}
