package org.emukernel.api.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The routines of a kernel under their numbers. In the image slots of eight bytes stand for each,
 * the first for the prologue, one for each label after it; a slot is an instruction that the
 * architecture leaves undefined and that carries the number of the routine and of the slot.
 */
public final class RoutineTable {

  /** Bytes of a slot. */
  public static final int SLOT_BYTES = 8;

  private static final int MAX_LABELS = 254;

  private final List<Routine> routines;
  private final Routine[] byNumber;
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
    this.byNumber = this.routines.toArray(Routine[]::new);
    this.labels = this.routines.stream().mapToInt(routine -> routine.labels().size()).toArray();
    this.locals = this.routines.stream().mapToInt(Routine::locals).toArray();
    for (int i = 0; i < this.routines.size(); i++) {
      Routine routine = this.routines.get(i);
      int count = labels[i];
      if (count < 1 || count > MAX_LABELS) {
        throw new IllegalArgumentException(
            "routine " + routine.symbol() + " has " + count + " labels; 1 to 254 are possible");
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
   * {@return a routine's number}
   *
   * @throws IllegalArgumentException if it is not in this table
   */
  public int number(Routine routine) {
    Integer number = numbers.get(routine.symbol());
    if (number == null) {
      throw new IllegalArgumentException("unknown routine " + routine.symbol());
    }
    return number;
  }

  /** {@return how many routines there are} */
  public int size() {
    return byNumber.length;
  }

  /** {@return a routine} */
  public Routine get(int number) {
    return byNumber[number];
  }

  /** {@return how many labels a routine has} */
  public int labels(int number) {
    return labels[number];
  }

  /** {@return how many locals a routine has} */
  public int locals(int number) {
    return locals[number];
  }
}
