package org.emukernel.scenarios.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiMessage;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.MachineEvents;

/** Counts what disturbs the isolated CPUs, and what was spared them. */
final class Interference implements MachineEvents {

  /** The callback of an IPI that carries no function. */
  static final String RESCHEDULE = "reschedule";

  private final CpuMask isolated;
  private final Causes causes = new Causes();
  private final int[] causeOfSender;
  private final long[] hits;
  private final long[] outstanding;
  private final Map<Integer, Long> hitsByCause = new LinkedHashMap<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private long deferred;
  private long caughtUp;
  private long kernelEntries;
  private long events;

  Interference(int cpus, CpuMask isolated) {
    this.isolated = isolated;
    this.causeOfSender = new int[cpus];
    this.hits = new long[cpus];
    this.outstanding = new long[cpus];
  }

  /* The stack is the same for every target of one call, so that it is taken at each CSD only in form of its cause's number. */
  @Override
  public void csdQueued(CpuPort sender, int target, long function, long csd) {
    events++;
    if (isolated.contains(target)) {
      causeOfSender[sender.cpu()] = causeNumber(sender, sender.functionName(function));
    }
  }

  @Override
  public void ipiSent(CpuPort sender, int target, IpiMessage message, long callback) {
    events++;
    if (callback == 0 && isolated.contains(target)) {
      causeOfSender[sender.cpu()] = causeNumber(sender, RESCHEDULE);
    }
  }

  private int causeNumber(CpuPort sender, String callback) {
    return causes.numberOf(new Causes.Cause(callback, ofTask(sender.callChain())));
  }

  /* A kworker has a stack of its own, which begins here; what called it here only stands for the scheduler. */
  private static List<String> ofTask(List<String> chain) {
    int bottom = chain.indexOf("ret_from_fork_asm");
    return bottom < 0 ? chain : chain.subList(0, bottom + 1);
  }

  @Override
  public void deferred(CpuPort sender, int target, long function) {
    events++;
    deferred++;
    outstanding[target]++;
  }

  @Override
  public void csdFunctionEntry(CpuPort cpu, long function, long csd) {
    events++;
  }

  @Override
  public void csdFunctionExit(CpuPort cpu, long function, long csd) {
    events++;
  }

  @Override
  public void allocVmapArea(
      CpuPort cpu, long start, long size, long align, long vstart, long vend, int failed) {
    events++;
  }

  @Override
  public void freeVmapAreaNoflush(CpuPort cpu, long start, long size, long lazy, long lazyMax) {
    events++;
  }

  @Override
  public void purgeVmapAreaLazy(CpuPort cpu, long start, long end, long purged) {
    events++;
  }

  @Override
  public void warning(CpuPort cpu, String what) {
    events++;
    warnings.add(what);
  }

  /* Deferred work is due at the next entry from user mode, whatever brings it about. */
  @Override
  public void kernelEntry(int cpu, int vector) {
    events++;
    if (isolated.contains(cpu)) {
      kernelEntries++;
    }
    caughtUp += outstanding[cpu];
    outstanding[cpu] = 0;
  }

  @Override
  public void kernelExit(int cpu) {
    events++;
  }

  /** {@return the cause of the IPI that this CPU sends now} */
  int causeOf(int sender) {
    return causeOfSender[sender];
  }

  /** An IPI reached an isolated CPU in user mode. */
  void hit(int cpu, int cause) {
    hits[cpu]++;
    hitsByCause.merge(cause, 1L, Long::sum);
  }

  boolean counts(int cpu) {
    return isolated.contains(cpu);
  }

  List<Long> hitsPerIsolatedCpu() {
    List<Long> list = new ArrayList<>();
    isolated.stream().forEach(cpu -> list.add(hits[cpu]));
    return list;
  }

  Map<String, Long> hitsByCallback() {
    Map<String, Long> counts = new LinkedHashMap<>();
    hitsByCause.forEach(
        (cause, count) -> counts.merge(causes.get(cause).callback(), count, Long::sum));
    return counts;
  }

  Map<String, Long> hitsByChain() {
    Map<String, Long> counts = new LinkedHashMap<>();
    hitsByCause.forEach(
        (cause, count) ->
            counts.merge(String.join(" <- ", causes.get(cause).chain()), count, Long::sum));
    return counts;
  }

  List<String> kernelWarnings() {
    return List.copyOf(warnings);
  }

  long deferredCount() {
    return deferred;
  }

  long caughtUpCount() {
    return caughtUp;
  }

  long kernelEntryCount() {
    return kernelEntries;
  }

  long eventCount() {
    return events;
  }
}
