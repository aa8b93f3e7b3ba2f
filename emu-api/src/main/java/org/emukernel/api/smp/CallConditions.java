package org.emukernel.api.smp;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.strategy.Decision;

/**
 * The condition functions of one kernel, each under a small number that routines pass where Linux
 * passes a function pointer. Filled while the kernel is put together and only read after that.
 *
 * <p>The call is {@code on_each_cpu_cond_mask(condition, func, info, wait, mask)}: the number of a
 * condition, the address of the function, its argument, 1 to wait for its end on every CPU, and the
 * linear address of a bit map of CPUs in words of 64, or 0 for cpu_online_mask. The function also
 * runs on the caller, if it is in the mask, whatever the condition.
 */
public final class CallConditions {

  /** The condition that is true of every target: what Linux writes as NULL. */
  public static final int ALWAYS = 0;

  private final List<CallCondition> conditions = new ArrayList<>();

  /** Starts with {@link #ALWAYS} alone. */
  public CallConditions() {
    conditions.add((target, info, sender) -> Decision.SEND);
  }

  /**
   * Adds a condition.
   *
   * @return its number, positive
   */
  public int add(CallCondition condition) {
    conditions.add(condition);
    return conditions.size() - 1;
  }

  /**
   * {@return the condition of this number}
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public CallCondition get(int number) {
    return conditions.get(number);
  }
}
