package org.emukernel.scenarios.sim;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.jspecify.annotations.Nullable;

/** Measures one run's times, in ns of virtual time. */
final class LatencyRecorder implements RunListener {

  private static final int DIGITS = 3;
  private static final long NEVER = -1;

  private final CpuMask isolated;
  private final Histogram[] intervals;
  private final Histogram interval = histogram();
  private final Histogram stay = histogram();
  private final Histogram waiting = histogram();
  private final Histogram deferral = histogram();
  private final Deque<Long>[] deferredNs;
  private final long[] disturbedNs;
  private final long[] enteredNs;
  private final long[] waitingSinceNs;
  private @Nullable EmulatedMachine machine;

  @SuppressWarnings({"unchecked", "rawtypes"})
  LatencyRecorder(int cpus, CpuMask isolated) {
    this.isolated = isolated;
    intervals = new Histogram[cpus];
    deferredNs = new Deque[cpus];
    for (int cpu = 0; cpu < cpus; cpu++) {
      intervals[cpu] = histogram();
      deferredNs[cpu] = new ArrayDeque<>();
    }
    disturbedNs = never(cpus);
    enteredNs = never(cpus);
    waitingSinceNs = never(cpus);
  }

  private static Histogram histogram() {
    return new PackedHistogram(DIGITS);
  }

  private static long[] never(int cpus) {
    long[] times = new long[cpus];
    Arrays.fill(times, NEVER);
    return times;
  }

  @Override
  public void booted(EmulatedMachine watched) {
    machine = watched;
  }

  @Override
  public void disturbed(int cpu, long ns) {
    if (disturbedNs[cpu] != NEVER) {
      interval.recordValue(ns - disturbedNs[cpu]);
      intervals[cpu].recordValue(ns - disturbedNs[cpu]);
    }
    disturbedNs[cpu] = ns;
  }

  @Override
  public void deferred(CpuPort sender, int target, long function) {
    if (machine != null) {
      deferredNs[target].add(sender.nowNs());
    }
  }

  @Override
  public void kernelEntry(int cpu, int vector) {
    EmulatedMachine watched = machine;
    if (watched == null) {
      return;
    }
    enteredNs[cpu] = watched.nowNs(cpu);
    for (long since : deferredNs[cpu]) {
      deferral.recordValue(Math.max(0, enteredNs[cpu] - since));
    }
    deferredNs[cpu].clear();
  }

  @Override
  public void kernelExit(int cpu) {
    EmulatedMachine watched = machine;
    if (watched != null && enteredNs[cpu] != NEVER && isolated.contains(cpu)) {
      stay.recordValue(watched.nowNs(cpu) - enteredNs[cpu]);
    }
    enteredNs[cpu] = NEVER;
  }

  @Override
  public void waitStarted(CpuPort sender, int target) {
    waitingSinceNs[sender.cpu()] = sender.nowNs();
  }

  @Override
  public void waitEnded(CpuPort sender, int target) {
    long since = waitingSinceNs[sender.cpu()];
    if (machine != null && since != NEVER) {
      waiting.recordValue(sender.nowNs() - since);
    }
    waitingSinceNs[sender.cpu()] = NEVER;
  }

  /** {@return the histograms that have a value, by what they measure} */
  Map<String, Histogram> histograms() {
    Map<String, Histogram> all = new LinkedHashMap<>();
    all.put("between-ipis", interval);
    isolated.stream().forEach(cpu -> all.put("between-ipis/cpu-" + cpu, intervals[cpu]));
    all.put("in-kernel", stay);
    all.put("csd-lock-wait", waiting);
    all.put("deferred", deferral);
    all.values().removeIf(histogram -> histogram.getTotalCount() == 0);
    return all;
  }
}
