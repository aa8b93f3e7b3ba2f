package org.emukernel.scenarios.redrive;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.Workload;

/**
 * Makes the system calls that it is given, each on its CPU when it is due, or as soon as the one
 * before has returned. What is still to be made is input, not machine state, and is not in the
 * arena: a replay is never undone.
 */
final class RedoWorkload implements Workload {

  private final List<Deque<Doing>> waiting = new ArrayList<>();
  private final RedoOutcomes outcomes;
  private int size;

  RedoWorkload(int cpus, RedoOutcomes outcomes) {
    for (int cpu = 0; cpu < cpus; cpu++) {
      waiting.add(new ArrayDeque<>());
    }
    this.outcomes = outcomes;
  }

  void add(Doing doing) {
    waiting.get(doing.redo().deed().cpu()).add(doing);
    size++;
  }

  /** {@return how many calls have not returned} */
  int size() {
    return size;
  }

  @Override
  public long dueNs(int cpu) {
    Doing next = waiting.get(cpu).peek();
    return next == null ? NEVER : next.redo().dueNs();
  }

  @Override
  public SystemCall take(int cpu, long nowNs) {
    Doing doing = waiting.get(cpu).element();
    outcomes.begin(cpu, doing);
    return doing.redo().deed().call();
  }

  @Override
  public void returned(int cpu, long result) {
    waiting.get(cpu).remove();
    size--;
    outcomes.end(cpu);
  }
}
