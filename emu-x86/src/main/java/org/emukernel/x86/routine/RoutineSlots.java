package org.emukernel.x86.routine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineTable;

/**
 * The bytes that stand for a routine in the image: each slot is {@code ud1 disp32(%rax),%eax} with
 * the word {@code number << 8 | slot}, and a NOP.
 */
public final class RoutineSlots {

  private RoutineSlots() {}

  /**
   * {@return a routine's bytes}
   *
   * @throws IllegalArgumentException if it is not in the table
   */
  public static byte[] of(RoutineTable table, Routine routine) {
    int number = table.number(routine);
    int slots = routine.labels().size() + 1;
    ByteBuffer bytes =
        ByteBuffer.allocate(slots * RoutineTable.SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int slot = 0; slot < slots; slot++) {
      bytes.put((byte) 0x0f).put((byte) 0xb9).put((byte) 0x80);
      bytes.putInt(number << 8 | slot).put((byte) 0x90);
    }
    return bytes.array();
  }

  /**
   * {@return the word {@code number << 8 | slot} of a slot, if the bytes are one}
   *
   * @param bytes {@link RoutineTable#SLOT_BYTES} of them
   */
  public static Optional<Integer> word(byte[] bytes) {
    if (bytes.length != RoutineTable.SLOT_BYTES) {
      return Optional.empty();
    }
    ByteBuffer slot = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    boolean isSlot =
        bytes[0] == 0x0f
            && bytes[1] == (byte) 0xb9
            && bytes[2] == (byte) 0x80
            && slot.getInt(3) >= 0;
    return isSlot ? Optional.of(slot.getInt(3)) : Optional.empty();
  }
}
