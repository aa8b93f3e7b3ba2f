package org.emukernel.scenarios.workload;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.Workload;
import org.emukernel.api.spi.WorkloadHost;

/**
 * Sequences of system calls that begin at random times on random CPUs of a set: a Poisson process
 * over all of them, so that each CPU begins sequences with the rate divided by their number. Within
 * a sequence the calls follow one another without a pause, as a program makes them. If sequences
 * come faster than a CPU makes them, the next begins when the last ends.
 */
final class PoissonWorkload implements Workload {

  /** What a sequence consists of. */
  interface Script {

    /** {@return how many calls a sequence has} */
    int length();

    /**
     * {@return one call of a sequence}
     *
     * @param sequence counts the sequences of this CPU from 0
     * @param index of the call in the sequence
     * @param results what the earlier calls of the sequence returned
     */
    SystemCall call(int cpu, long sequence, int index, Results results);
  }

  /** What the earlier calls of a sequence returned. */
  @FunctionalInterface
  interface Results {

    /** {@return the value in RAX after the call of that index} */
    long of(int index);
  }

  /* For each CPU: when its next sequence begins, the next call, the number of sequences done, and the results of this one. */
  private record Slots(int due, int index, int sequence, int results, int random) {}

  private final Arena arena;
  private final Slots slots;
  private final CpuMask cpus;
  private final boolean[] counts;
  private final Script script;
  private final double meanNs;
  private final RandomStream random;

  private PoissonWorkload(Arena arena, Slots slots, CpuMask cpus, Script script, double meanNs) {
    this.arena = arena;
    this.slots = slots;
    this.cpus = cpus;
    this.counts = new boolean[cpus.last() + 1];
    cpus.stream().forEach(cpu -> counts[cpu] = true);
    this.script = script;
    this.meanNs = meanNs;
    this.random = new RandomStream(arena, slots.random);
  }

  /**
   * {@return the layout of a workload}
   *
   * @param cpus who makes the sequences
   * @param perSecond how many begin in a second over all these CPUs; 0 for none at all
   */
  static WorkloadHost.Plan plan(WorkloadHost host, CpuMask cpus, double perSecond, Script script) {
    Slots slots = reserve(host, Math.max(1, cpus.last() + 1), script.length());
    double meanNs = 1e9 / perSecond * cpus.count();
    return arena -> {
      PoissonWorkload workload = new PoissonWorkload(arena, slots, cpus, script, meanNs);
      workload.start(host.seed(), host.prefix().hashCode());
      return workload;
    };
  }

  private static Slots reserve(WorkloadHost host, int count, int length) {
    ArenaBuilder builder = host.slots();
    return new Slots(
        builder.slots(host.prefix() + ".due", count, SlotKind.OBSERVER),
        builder.slots(host.prefix() + ".index", count, SlotKind.STATE),
        builder.slots(host.prefix() + ".sequence", count, SlotKind.OBSERVER),
        builder.slots(host.prefix() + ".result", count * length, SlotKind.STATE),
        builder.observer(host.prefix() + ".random"));
  }

  private void start(long seed, long salt) {
    random.seed(seed, salt);
    cpus.stream().forEach(cpu -> scheduleAfter(cpu, 0));
  }

  private void scheduleAfter(int cpu, long ns) {
    boolean never = Double.isInfinite(meanNs);
    arena.set(slots.due + cpu, never ? NEVER : ns + random.exponentialNs(meanNs));
  }

  @Override
  public long dueNs(int cpu) {
    return cpu < counts.length && counts[cpu] ? arena.get(slots.due + cpu) : NEVER;
  }

  @Override
  public SystemCall take(int cpu, long nowNs) {
    int at = (int) arena.get(slots.index + cpu);
    return script.call(
        cpu, arena.get(slots.sequence + cpu), at, index -> arena.get(resultSlot(cpu, index)));
  }

  @Override
  public void returned(int cpu, long result) {
    int at = (int) arena.get(slots.index + cpu);
    if (at + 1 < script.length()) {
      arena.set(resultSlot(cpu, at), result);
      arena.set(slots.index + cpu, at + 1L);
    } else {
      endSequence(cpu);
    }
  }

  private void endSequence(int cpu) {
    for (int i = 0; i < script.length(); i++) {
      arena.set(resultSlot(cpu, i), 0);
    }
    arena.set(slots.index + cpu, 0);
    arena.add(slots.sequence + cpu, 1);
    scheduleAfter(cpu, arena.get(slots.due + cpu));
  }

  private int resultSlot(int cpu, int index) {
    return slots.results + cpu * script.length() + index;
  }
}
