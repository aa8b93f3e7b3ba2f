package org.emukernel.scenarios.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.Workload;

/** A workload that a test writes down: on each CPU, at its time, a system call. */
public final class Script implements Workload {

  private record Entry(long atNs, Supplier<SystemCall> call, String result) {}

  private final Map<Integer, Deque<Entry>> entries = new HashMap<>();
  private final Map<String, Long> results = new HashMap<>();
  private final List<Long> all = new ArrayList<>();

  /** Adds a call; those of one CPU in the order of their times. */
  public Script at(long us, int cpu, SystemCall call) {
    return at(us, cpu, "", () -> call);
  }

  /** Adds a call whose result gets a name. */
  public Script at(long us, int cpu, String result, SystemCall call) {
    return at(us, cpu, result, () -> call);
  }

  /** Adds a call that is made up when it is due, out of earlier results. */
  public Script at(long us, int cpu, String result, Supplier<SystemCall> call) {
    entries.computeIfAbsent(cpu, c -> new ArrayDeque<>()).add(new Entry(us * 1000, call, result));
    return this;
  }

  /** {@return what the call of that name returned} */
  public long result(String name) {
    Long result = results.get(name);
    if (result == null) {
      throw new IllegalStateException("the call " + name + " has not returned");
    }
    return result;
  }

  /** {@return what all calls returned, in the order of their returns} */
  public List<Long> results() {
    return all;
  }

  /** {@return how many calls have not returned} */
  public int open() {
    return entries.values().stream().mapToInt(Deque::size).sum();
  }

  private Deque<Entry> of(int cpu) {
    return entries.getOrDefault(cpu, new ArrayDeque<>());
  }

  @Override
  public long dueNs(int cpu) {
    Deque<Entry> left = of(cpu);
    return left.isEmpty() ? NEVER : left.getFirst().atNs();
  }

  @Override
  public SystemCall take(int cpu, long nowNs) {
    return of(cpu).getFirst().call().get();
  }

  @Override
  public void returned(int cpu, long result) {
    Entry entry = of(cpu).removeFirst();
    all.add(result);
    results.put(entry.result(), result);
  }
}
