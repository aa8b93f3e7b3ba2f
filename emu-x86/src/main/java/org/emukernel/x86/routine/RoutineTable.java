package org.emukernel.x86.routine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.Routine;

/**
 * The routines of a kernel and the bytes that stand for them in its image: slots of eight bytes,
 * the first for the prologue, one for each label after it. A slot is {@code ud1 disp32(%rax),%eax}
 * with the word {@code number << 8 | slot}, and a NOP.
 */
public final class RoutineTable {

  /** Bytes of a slot. */
  public static final int SLOT_BYTES = 8;

  private static final int MAX_LABELS = 254;

  private final List<Routine> routines;
  private final int[] labels;
  private final int[] locals;
  private final Map<String, Integer> numbers = new HashMap<>();

  /**
   * Numbers the routines in the order given.
   *
   * @throws IllegalArgumentException if two have one symbol, or one has no label or more than 254
   */
  public RoutineTable(List<Routine> routines) {
    this.routines = List.copyOf(routines);
    this.labels = this.routines.stream().mapToInt(routine -> routine.labels().size()).toArray();
    this.locals = this.routines.stream().mapToInt(Routine::locals).toArray();
    for (int i = 0; i < this.routines.size(); i++) {
      Routine routine = this.routines.get(i);
      if (labels[i] < 1 || labels[i] > MAX_LABELS) {
        throw new IllegalArgumentException(
            "routine " + routine.symbol() + " has " + labels[i] + " labels; 1 to 254 are possible");
      }
      if (numbers.put(routine.symbol(), i) != null) {
        throw new IllegalArgumentException("two routines are bound to " + routine.symbol());
      }
    }
  }

  /** {@return all routines in the order of their numbers} */
  public List<Routine> routines() {
    return routines;
  }

  /**
   * {@return a routine's bytes in the image}
   *
   * @throws IllegalArgumentException if it is not in this table
   */
  public byte[] stub(Routine routine) {
    Integer number = numbers.get(routine.symbol());
    if (number == null) {
      throw new IllegalArgumentException("unknown routine " + routine.symbol());
    }
    int slots = routine.labels().size() + 1;
    ByteBuffer bytes = ByteBuffer.allocate(slots * SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int slot = 0; slot < slots; slot++) {
      bytes.put((byte) 0x0f).put((byte) 0xb9).put((byte) 0x80);
      bytes.putInt(number << 8 | slot).put((byte) 0x90);
    }
    return bytes.array();
  }

  int size() {
    return routines.size();
  }

  Routine get(int number) {
    return routines.get(number);
  }

  /* Asked once for all: at every step they would cost more than the step. */
  int labels(int number) {
    return labels[number];
  }

  int locals(int number) {
    return locals[number];
  }
}
