package org.emukernel.scenarios.monitor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.emukernel.api.verdict.Violation;

/** The violations of a run: the first of each kind on each CPU at each place. */
final class ViolationLog {

  /** Different places that are still told apart. */
  private static final int MAX = 100;

  private final History history;
  private final List<Violation> violations = new ArrayList<>();
  private final Set<String> places = new HashSet<>();

  ViolationLog(History history) {
    this.history = history;
  }

  void note(long timeNs, int cpu, String what) {
    history.add(timeNs, cpu, what);
  }

  void report(WatchedMachine machine, String monitor, int cpu, long address, String cause) {
    report(machine, monitor, cpu, address, machine.place(cpu), cause);
  }

  void report(
      WatchedMachine machine, String monitor, int cpu, long address, String place, String cause) {
    if (violations.size() < MAX && places.add(monitor + " " + cpu + " " + place)) {
      violations.add(
          new Violation(monitor, cpu, address, place, machine.nowNs(cpu), cause, history.lines()));
    }
  }

  int size() {
    return violations.size();
  }

  List<Violation> violations() {
    return List.copyOf(violations);
  }
}
