package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/** What the monitors say, but for those that a model allows or a user has asked not to hear of. */
final class CountedViolations {

  private final SafetyMonitors monitors;
  private final Set<String> allowed;
  private Set<String> ignored = Set.of();
  private int seen;

  CountedViolations(SafetyMonitors monitors, Set<String> allowed) {
    this.monitors = monitors;
    this.allowed = allowed;
  }

  /** From now on what these monitors say does not count. */
  void ignore(Set<String> names) {
    ignored = names;
  }

  /** {@return whether a monitor has fired since the last question, counted or not} */
  boolean areNew() {
    return monitors.violationCount() != seen;
  }

  /** {@return the first that counts, if there was one since the last question} */
  Optional<Violation> take() {
    if (!areNew()) {
      return Optional.empty();
    }
    List<Violation> all = monitors.violations();
    while (seen < all.size()) {
      Violation violation = all.get(seen++);
      if (!allowed.contains(violation.monitor()) && !ignored.contains(violation.monitor())) {
        return Optional.of(violation);
      }
    }
    return Optional.empty();
  }
}
