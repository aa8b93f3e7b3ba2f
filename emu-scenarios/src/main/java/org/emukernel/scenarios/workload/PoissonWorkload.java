package org.emukernel.scenarios.workload;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.Workload;
import org.emukernel.api.spi.WorkloadHost;

/**
 * Sequences of system calls that begin at random times on random housekeeping CPUs: a Poisson
 * process over all of them, so that each CPU begins a sequence with the rate divided by their
 * number. Within a sequence the calls follow one another without a pause, as a program makes them.
 * If sequences come faster than a CPU makes them, the next begins when the last ends.
 */
final class PoissonWorkload implements Workload {

  /** What a sequence consists of. */
  interface Script {

    /** {@return how many calls a sequence has} */
    int length();

    /**
     * {@return one call of a sequence} {@code sequence} counts the sequences of this CPU from 0.
     */
    SystemCall call(int cpu, long sequence, int index);
  }

  private final Arena arena;
  private final CpuMask cpus;
  private final Script script;
  private final double meanNs;
  private final int due;
  private final int index;
  private final int sequence;
  private final RandomStream random;

  private PoissonWorkload(Arena arena, Slots slots, CpuMask cpus, Script script, double meanNs) {
    this.arena = arena;
    this.cpus = cpus;
    this.script = script;
    this.meanNs = meanNs;
    this.due = slots.due;
    this.index = slots.index;
    this.sequence = slots.sequence;
    this.random = new RandomStream(arena, slots.random);
  }

  private record Slots(int due, int index, int sequence, int random) {}

  /**
   * {@return the layout of a workload with this many sequences per second over all housekeeping
   * CPUs; none at all for 0}
   */
  static WorkloadHost.Plan plan(WorkloadHost host, double perSecond, Script script) {
    ArenaBuilder builder = host.slots();
    int count = host.housekeeping().last() + 1;
    Slots slots =
        new Slots(
            builder.slots(host.prefix() + ".due", count, SlotKind.OBSERVER),
            builder.slots(host.prefix() + ".index", count, SlotKind.STATE),
            builder.slots(host.prefix() + ".sequence", count, SlotKind.OBSERVER),
            builder.observer(host.prefix() + ".random"));
    double meanNs = 1e9 / perSecond * host.housekeeping().count();
    return arena -> {
      PoissonWorkload workload =
          new PoissonWorkload(arena, slots, host.housekeeping(), script, meanNs);
      workload.start(host.seed(), host.prefix().hashCode());
      return workload;
    };
  }

  private void start(long seed, long salt) {
    random.seed(seed, salt);
    cpus.stream().forEach(cpu -> scheduleAfter(cpu, 0));
  }

  private void scheduleAfter(int cpu, long ns) {
    boolean never = Double.isInfinite(meanNs);
    arena.set(due + cpu, never ? NEVER : ns + random.exponentialNs(meanNs));
  }

  @Override
  public long dueNs(int cpu) {
    return cpus.contains(cpu) ? arena.get(due + cpu) : NEVER;
  }

  @Override
  public SystemCall take(int cpu, long nowNs) {
    int at = (int) arena.get(index + cpu);
    long number = arena.get(sequence + cpu);
    SystemCall call = script.call(cpu, number, at);
    if (at + 1 < script.length()) {
      arena.set(index + cpu, at + 1L);
    } else {
      arena.set(index + cpu, 0);
      arena.set(sequence + cpu, number + 1);
      scheduleAfter(cpu, arena.get(due + cpu));
    }
    return call;
  }
}
