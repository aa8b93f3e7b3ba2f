package org.emukernel.scenarios.workload;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.Workload;
import org.emukernel.api.spi.WorkloadHost;

/** {@link TrialLoad}'s rounds: who does what when, all of it in ns from a round's start. */
final class TrialRounds implements Workload {

  private static final long ROUND = 220_000;

  /** Reads begin from here on... */
  private static final long READ = 60_000;

  /** ...up to here, so that they have ended when the page is freed. */
  private static final long LAST_READ = 95_000;

  /** The page is freed. */
  private static final long FREE = 125_000;

  /** Purge, and from here on isolated CPUs enter and leave the kernel. */
  private static final long PURGE = 180_000;

  /** When the allocator's CPU does each of its steps. */
  private static final long[] ALLOCATOR = {0, 15_000, 30_000, FREE, 140_000, 155_000, PURGE};

  /** When an isolated CPU does each of its steps, if nothing is in its way. */
  private static final long[] READER = {READ, PURGE - 5_000, PURGE + 3_000, PURGE + 15_000};

  /** So much later, at random. */
  private static final int JITTER = 12_000;

  private static final int TOGGLE_MEAN = 40_000;
  private static final long PAGE = 4096;

  /* The allocator's steps. */
  private static final int VMALLOC = 0;
  private static final int STORE = 1;
  private static final int VFREE_OTHER = 2;
  private static final int VFREE = 3;
  private static final int VMALLOC_OTHER = 4;
  private static final int STORE_OTHER = 5;

  /**
   * Where the state lies.
   *
   * @param due of each CPU, when it makes its next call
   * @param step of each CPU, which of its steps that is
   * @param round of each CPU
   * @param random of each CPU, its stream of random numbers
   * @param page the address that is read, 0 if none may be
   * @param other the address of the page that has its memory
   * @param last the address that was allocated last for either
   */
  record Slots(int due, int step, int round, int random, int page, int other, int last) {}

  private final Arena arena;
  private final Slots slots;
  private final CpuMask isolated;
  private final int allocator;
  private final int toggler;
  private final List<RandomStream> random = new ArrayList<>();

  static Slots reserve(WorkloadHost host) {
    ArenaBuilder slots = host.slots();
    int cpus = host.housekeeping().with(host.isolated()).last() + 1;
    return new Slots(
        slots.slots(host.prefix() + ".due", cpus, SlotKind.OBSERVER),
        slots.slots(host.prefix() + ".step", cpus, SlotKind.STATE),
        slots.slots(host.prefix() + ".round", cpus, SlotKind.OBSERVER),
        slots.slots(host.prefix() + ".random", cpus, SlotKind.STATE),
        slots.slot(host.prefix() + ".page"),
        slots.slot(host.prefix() + ".other"),
        slots.slot(host.prefix() + ".last"));
  }

  TrialRounds(Arena arena, Slots slots, CpuMask housekeeping, CpuMask isolated) {
    this.arena = arena;
    this.slots = slots;
    this.isolated = isolated;
    this.allocator = housekeeping.next(0);
    this.toggler = housekeeping.next(allocator + 1);
    for (int cpu = 0; cpu <= housekeeping.with(isolated).last(); cpu++) {
      random.add(new RandomStream(arena, slots.random() + cpu));
    }
  }

  void start(long seed) {
    for (int cpu = 0; cpu < random.size(); cpu++) {
      random.get(cpu).seed(seed, cpu);
      arena.set(slots.due() + cpu, dueOf(cpu, 0, 0));
    }
  }

  private long dueOf(int cpu, long round, int step) {
    if (cpu == allocator) {
      return round * ROUND + ALLOCATOR[step] + (step < VFREE ? 0 : random.get(cpu).below(JITTER));
    }
    if (isolated.contains(cpu)) {
      return round * ROUND + READER[step] + random.get(cpu).below(JITTER);
    }
    return cpu == toggler ? random.get(cpu).exponentialNs(TOGGLE_MEAN) : NEVER;
  }

  @Override
  public long dueNs(int cpu) {
    return arena.get(slots.due() + cpu);
  }

  @Override
  public SystemCall take(int cpu, long nowNs) {
    int step = (int) arena.get(slots.step() + cpu);
    if (cpu == toggler) {
      return new SystemCall(Syscalls.WRITE, VfsWrite.BPF_STATS_ENABLED, 1 - step, 0);
    }
    return cpu == allocator ? allocation(step) : isolated(step, nowNs);
  }

  private SystemCall isolated(int step, long nowNs) {
    long page = arena.get(slots.page());
    boolean mayRead = step == 0 && page != 0 && nowNs % ROUND >= READ && nowNs % ROUND < LAST_READ;
    return mayRead
        ? new SystemCall(Syscalls.TRIAL_LOAD, page, 0, 0)
        : new SystemCall(Syscalls.TRIAL_PROBE, 0, 0, 0);
  }

  private SystemCall allocation(int step) {
    switch (step) {
      case VMALLOC, VMALLOC_OTHER:
        return new SystemCall(Syscalls.TRIAL_VMALLOC, PAGE, 0, 0);
      case STORE, STORE_OTHER:
        return new SystemCall(Syscalls.TRIAL_STORE, arena.get(slots.last()), step, 0);
      case VFREE_OTHER:
        return new SystemCall(Syscalls.TRIAL_VFREE, arena.get(slots.other()), 0, 0);
      case VFREE:
        long page = arena.get(slots.page());
        arena.set(slots.page(), 0);
        return new SystemCall(Syscalls.TRIAL_VFREE, page, 0, 0);
      default:
        return new SystemCall(Syscalls.TRIAL_PURGE, -1, 0, 0);
    }
  }

  @Override
  public void returned(int cpu, long result) {
    int step = (int) arena.get(slots.step() + cpu);
    if (cpu == toggler) {
      arena.set(slots.step() + cpu, 1 - step);
      arena.add(slots.due() + cpu, random.get(cpu).exponentialNs(TOGGLE_MEAN));
      return;
    }
    if (cpu == allocator) {
      allocated(step, result);
    }
    int steps = cpu == allocator ? ALLOCATOR.length : READER.length;
    int next = (step + 1) % steps;
    if (next == 0) {
      arena.add(slots.round() + cpu, 1);
    }
    arena.set(slots.step() + cpu, next);
    arena.set(slots.due() + cpu, dueOf(cpu, arena.get(slots.round() + cpu), next));
  }

  /* A page is read only after the store that fills it has returned. */
  private void allocated(int step, long result) {
    switch (step) {
      case VMALLOC, VMALLOC_OTHER -> arena.set(slots.last(), result);
      case STORE -> arena.set(slots.page(), arena.get(slots.last()));
      case STORE_OTHER -> arena.set(slots.other(), arena.get(slots.last()));
      default -> {}
    }
  }
}
