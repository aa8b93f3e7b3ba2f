package org.emukernel.api.smp;

import java.util.ArrayList;
import java.util.List;

/**
 * The condition functions of one machine under small numbers, since a routine's arguments are
 * numbers. Filled while the machine is composed, then only read.
 */
public final class CallConditions {

  /** The number that stands for no condition: every target gets the call. */
  public static final int NONE = 0;

  private final List<CallCondition> conditions = new ArrayList<>();

  /**
   * Adds a condition.
   *
   * @return its number, above {@link #NONE}
   */
  public int add(CallCondition condition) {
    conditions.add(condition);
    return conditions.size();
  }

  /** {@return the condition of this number} @throws IllegalArgumentException if there is none */
  public CallCondition get(int number) {
    if (number <= NONE || number > conditions.size()) {
      throw new IllegalArgumentException("call condition " + number + " of " + conditions.size());
    }
    return conditions.get(number - 1);
  }
}
