package org.emukernel.scenarios.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiMessage;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.sim.RunListener;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what passes between CPUs, as long as there is room: calls to isolated CPUs, and stays
 * in the kernel of isolated CPUs and of those that call them. Whatever the run's length, what is
 * kept is bounded.
 */
final class TimelineRecorder implements RunListener {

  private static final String RESCHEDULE = "reschedule";
  private static final long PS_PER_NS = 1000;
  private static final int NOT_THERE = Integer.MIN_VALUE;
  private static final long FOR_EVER = Long.MAX_VALUE;

  private final CpuMask isolated;
  private final int mostCalls;
  private final int mostStays;
  private final List<Timeline.Call> calls = new ArrayList<>();
  private final List<Timeline.Stay> stays = new ArrayList<>();
  private final Map<String, Integer> functions = new LinkedHashMap<>();
  private final Map<Integer, List<Integer>> waiting = new HashMap<>();
  private final int[] function;
  private final int[] vector;
  private final long[] enteredNs;
  private final boolean[] calling;
  private final boolean[] atOnce;
  private @Nullable EmulatedMachine machine;
  private long callsUntilNs = FOR_EVER;
  private long staysUntilNs = FOR_EVER;
  private long runNs;

  /**
   * Makes a recorder.
   *
   * @param mostCalls how many calls are kept, and twice as many stays
   */
  TimelineRecorder(int cpus, CpuMask isolated, int mostCalls) {
    this.isolated = isolated;
    this.mostCalls = mostCalls;
    this.mostStays = 2 * mostCalls;
    function = new int[cpus];
    vector = new int[cpus];
    enteredNs = new long[cpus];
    calling = new boolean[cpus];
    atOnce = new boolean[cpus];
    Arrays.fill(vector, NOT_THERE);
  }

  @Override
  public void booted(EmulatedMachine watched) {
    machine = watched;
  }

  private int number(String name) {
    return functions.computeIfAbsent(name, any -> functions.size());
  }

  @Override
  public void csdQueued(CpuPort sender, int target, long called, long csd) {
    if (isolated.contains(target)) {
      function[sender.cpu()] = number(sender.functionName(called));
    }
  }

  @Override
  public void ipiSent(CpuPort sender, int target, IpiMessage message, long callback) {
    if (isolated.contains(target) && callback == 0) {
      function[sender.cpu()] = number(RESCHEDULE);
    }
  }

  @Override
  public void underWay(int sender, int target, long sentPs, long arrivesPs) {
    add(
        sentPs / PS_PER_NS,
        sender,
        target,
        Timeline.Kind.IPI,
        arrivesPs / PS_PER_NS,
        function[sender]);
  }

  @Override
  public void doneAtOnce(CpuPort sender, int target) {
    atOnce[sender.cpu()] = true;
  }

  @Override
  public void deferred(CpuPort sender, int target, long called) {
    boolean isDone = atOnce[sender.cpu()];
    atOnce[sender.cpu()] = false;
    long ns = sender.nowNs();
    int name = number(sender.functionName(called));
    if (isDone) {
      add(ns, sender.cpu(), target, Timeline.Kind.AT_ONCE, ns, name);
    } else if (add(ns, sender.cpu(), target, Timeline.Kind.DEFERRED, -1, name)) {
      waiting.computeIfAbsent(target, any -> new ArrayList<>()).add(calls.size() - 1);
    }
  }

  private boolean add(long ns, int sender, int target, Timeline.Kind kind, long endNs, int called) {
    if (!isolated.contains(target) || machine == null || callsUntilNs != FOR_EVER) {
      return false;
    }
    if (calls.size() == mostCalls) {
      callsUntilNs = calls.get(mostCalls - 1).sentNs();
      return false;
    }
    calling[sender] = true;
    calls.add(new Timeline.Call(ns, sender, target, kind, endNs, called));
    return true;
  }

  @Override
  public void kernelEntry(int cpu, int by) {
    EmulatedMachine watched = machine;
    if (watched == null) {
      return;
    }
    vector[cpu] = by;
    enteredNs[cpu] = watched.nowNs(cpu);
    calling[cpu] = false;
    catchUp(waiting.getOrDefault(cpu, List.of()), enteredNs[cpu]);
    waiting.remove(cpu);
  }

  private void catchUp(List<Integer> which, long ns) {
    for (int index : which) {
      Timeline.Call call = calls.get(index);
      calls.set(
          index,
          new Timeline.Call(
              call.sentNs(), call.sender(), call.target(), call.kind(), ns, call.function()));
    }
  }

  @Override
  public void kernelExit(int cpu) {
    EmulatedMachine watched = machine;
    if (watched == null || vector[cpu] == NOT_THERE || !(isolated.contains(cpu) || calling[cpu])) {
      return;
    }
    if (staysUntilNs == FOR_EVER && callsUntilNs == FOR_EVER) {
      if (stays.size() == mostStays) {
        staysUntilNs = stays.get(mostStays - 1).outNs();
      } else {
        stays.add(new Timeline.Stay(cpu, enteredNs[cpu], watched.nowNs(cpu), vector[cpu]));
      }
    }
    vector[cpu] = NOT_THERE;
  }

  @Override
  public void ended(long ns) {
    runNs = ns;
  }

  /** {@return what was written down; nothing if there were no calls} */
  Timeline timeline() {
    return new Timeline(
        Timeline.Source.RUN,
        runNs,
        Math.min(runNs, callsUntilNs),
        Math.min(runNs, Math.min(callsUntilNs, staysUntilNs)),
        calls,
        calls.isEmpty() ? List.of() : stays,
        List.copyOf(functions.keySet()));
  }
}
