package org.emukernel.scenarios.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The causes of IPIs seen so far under small numbers: callback and call chain. Grows only; the
 * numbers follow the order of appearance.
 */
final class Causes {

  /**
   * Why an IPI was sent.
   *
   * @param callback the function that the target shall run, or {@code reschedule}
   * @param chain who asked for it, innermost function first
   */
  record Cause(String callback, List<String> chain) {

    Cause {
      chain = List.copyOf(chain);
    }
  }

  private final List<Cause> causes = new ArrayList<>();
  private final Map<Cause, Integer> numbers = new HashMap<>();

  int numberOf(Cause cause) {
    Integer known = numbers.get(cause);
    if (known != null) {
      return known;
    }
    causes.add(cause);
    numbers.put(cause, causes.size() - 1);
    return causes.size() - 1;
  }

  Cause get(int number) {
    return causes.get(number);
  }
}
