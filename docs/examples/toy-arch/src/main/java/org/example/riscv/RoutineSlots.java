package org.example.riscv;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineTable;

/**
 * The bytes that stand for a routine: each slot is an instruction of opcode custom-0, which no
 * standard extension uses, with {@code number << 8 | slot} in its other bits, and a NOP.
 */
final class RoutineSlots {

  private static final int NOP = 0x13;

  private RoutineSlots() {}

  static byte[] of(RoutineTable table, Routine routine) {
    int number = table.number(routine);
    int slots = routine.labels().size() + 1;
    ByteBuffer bytes =
        ByteBuffer.allocate(slots * RoutineTable.SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int slot = 0; slot < slots; slot++) {
      bytes.putInt((number << 8 | slot) << 7 | Interpreter.ROUTINE).putInt(NOP);
    }
    return bytes.array();
  }
}
