package org.emukernel.scenarios.replay;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the rule list: what a call must look like, and what it then is.
 *
 * @param title what it is in a few words
 * @param funcs the functions called, of which it must be one; empty for any
 * @param through functions of which one must be in the chain; empty for any chain
 * @param callee the function whose direct caller is looked at; null for none
 * @param callers the direct callers of {@code callee} of which it must be one; empty without a
 *     callee
 * @param action what it then is
 */
record CauseRule(
    String title,
    Set<String> funcs,
    Set<String> through,
    @Nullable String callee,
    Set<String> callers,
    Action action) {

  CauseRule {
    if ((callee == null) != callers.isEmpty()) {
      throw new IllegalArgumentException(
          "rule \"" + title + "\": callee and caller must stand together");
    }
  }

  /** Makes the operation of a call that fits. */
  interface Action {
    RecordedOperation operation(String func, List<String> chain);
  }

  boolean fits(String func, List<String> chain) {
    if (!funcs.isEmpty() && !funcs.contains(Chains.baseName(func))) {
      return false;
    }
    if (!through.isEmpty() && chain.stream().noneMatch(f -> through.contains(Chains.baseName(f)))) {
      return false;
    }
    return callee == null || callers.contains(Chains.callerOf(callee, chain));
  }
}
