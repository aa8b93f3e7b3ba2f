package org.emukernel.entry.image;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.x86.asm.Assembler;
import org.emukernel.x86.asm.RelocatableObject;

/**
 * The machine code that stands for routines: for the prologue and for each label 8 bytes, {@code
 * ud1 disp32(%rax), %eax} with the routine's number and the slot as displacement, and a NOP. The
 * first slot is the prologue, label i is slot i + 1.
 */
final class RoutineStubs {

  private static final int SLOT_BITS = 8;
  private static final int MAX_SLOTS = 1 << SLOT_BITS;
  private static final byte NOP = (byte) 0x90;

  private RoutineStubs() {}

  static RelocatableObject assemble(RoutineCatalog catalog) {
    Assembler asm = new Assembler("routines");
    List<Routine> all = catalog.all();
    for (int number = 0; number < all.size(); number++) {
      Routine routine = all.get(number);
      asm.section(catalog.section(routine), "ax");
      asm.asm("SYM_FUNC_START(" + routine.symbol() + ")");
      emitSlots(asm, number, routine);
      asm.asm("SYM_FUNC_END(" + routine.symbol() + ")");
    }
    return asm.assemble();
  }

  private static void emitSlots(Assembler asm, int number, Routine routine) {
    int slots = routine.labels().size() + 1;
    if (slots > MAX_SLOTS) {
      throw new IllegalArgumentException(
          routine.symbol() + " has " + (slots - 1) + " labels; at most " + (MAX_SLOTS - 1));
    }
    for (int slot = 0; slot < slots; slot++) {
      int word = number << SLOT_BITS | slot;
      asm.bytes(
          (byte) 0x0f,
          (byte) 0xb9,
          (byte) 0x80,
          (byte) word,
          (byte) (word >>> 8),
          (byte) (word >>> 16),
          (byte) (word >>> 24),
          NOP);
    }
  }
}
