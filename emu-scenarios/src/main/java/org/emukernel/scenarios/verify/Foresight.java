package org.emukernel.scenarios.verify;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.stream.LongStream;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.arena.SplitMix64;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.mem.Mmu;

/**
 * Says of a step that touches what others touch whether any of them can come to touch it as long as
 * the CPU does not go on. If none can, the step need not be interleaved with theirs: whatever they
 * do without it they can do after it, and it comes to the same (a persistent set of one; Godefroid,
 * "Partial-Order Methods for the Verification of Concurrent Systems", 1996).
 *
 * <p>What the others can come to is looked up in {@link Prospects}, from where each stands, by
 * every way that is open: a way that a CPU takes on finding something in a word is closed while the
 * word holds something else and none of the others can come to store to it.
 */
final class Foresight {

  private static final int FIELDS = 2;
  private static final int MOST_KEPT = 1 << 15;
  private static final Reach[] NONE = {};
  private static final long PLACE = 1;
  private static final long STEP = 2;

  private final Arena arena;
  private final int slots;
  private final SharedWords words;
  private final StepTouches touches;
  private final List<Cpu> cpus;
  private final IntToLongFunction places;
  private final World world;
  private final ReachSearch search = new ReachSearch();
  private final ReliedOn reliedOn = new ReliedOn();
  private final LongMap<Reach[]> kept = new LongMap<>();

  /* The node of each CPU that was set last, which mostly is the one in its slots. */
  private final Prospects.Node[] last;
  private long place;
  private boolean unknown;

  /** What may come to a CPU from outside. */
  interface World {

    /** {@return whether an interrupt is on its way to a CPU} */
    boolean isSent(int cpu);

    /** {@return whether an NMI may still come to any CPU} */
    boolean hasNmis();

    /** {@return whether a machine check may still come to any CPU} */
    boolean hasMachineChecks();
  }

  /**
   * Looks ahead for a machine.
   *
   * @param slots what {@link #reserve} gave
   * @param touches of the step that is being made, whichever CPU's
   * @param places says where a CPU is and what it has interrupted
   */
  Foresight(
      Arena arena,
      int slots,
      SharedWords words,
      StepTouches touches,
      List<Cpu> cpus,
      IntToLongFunction places,
      World world) {
    this.arena = arena;
    this.slots = slots;
    this.words = words;
    this.touches = touches;
    this.cpus = List.copyOf(cpus);
    this.places = places;
    this.world = world;
    this.last = new Prospects.Node[cpus.size()];
  }

  /* For each CPU the last node on its way since an action began, and what was found there. Undone with the rest. */
  static int reserve(ArenaBuilder slots, int cpus) {
    return slots.slots("foresight", cpus * FIELDS, SlotKind.OBSERVER);
  }

  private Prospects prospects() {
    return words.prospects();
  }

  /** An action of a CPU begins. */
  void chosen(int action) {
    int cpu = Action.cpu(action);
    begin(cpu);
    Prospects.Node from = prospects().node(Prospects.id(cpu, place, PLACE), cpu);
    set(cpu, from, StepTouches.NOTHING);
    Prospects.Way way =
        switch (Action.kind(action)) {
          case CALL, TIMER -> Prospects.Way.FREE;
          case ARRIVAL -> Prospects.Way.ARRIVAL;
          case NMI -> Prospects.Way.NMI;
          case MACHINE_CHECK -> Prospects.Way.MACHINE_CHECK;
          default -> Prospects.Way.STEP;
        };
    if (way != Prospects.Way.STEP) {
      Prospects.Node what = prospects().node(Prospects.id(cpu, place, ~(long) action), cpu);
      prospects().leads(from, way, StepTouches.NOTHING, what);
      set(cpu, what, StepTouches.NOTHING);
    }
  }

  /** A step of a CPU begins. */
  void begin(int cpu) {
    place = places.applyAsLong(cpu);
  }

  /**
   * A step was made.
   *
   * @param cpu whose
   * @param footprint what it has left, if others may notice that
   */
  void made(int cpu, CpuFootprint footprint) {
    if (footprint.isVisible() || !touches.isEmpty() || touches.buffered() != 0) {
      note(cpu);
    }
  }

  private void note(int cpu) {
    long first = touches.isEmpty() ? 0 : touches.get(0) & ~1L;
    Prospects.Node node = prospects().node(Prospects.id(cpu, place, first << 2 | STEP), cpu);
    prospects().touches(node, touches);
    comesTo(cpu, node);
    set(cpu, node, touches.found());
  }

  /** A CPU has come to where it stops. */
  void stopped(int cpu) {
    if (arena.get(slot(cpu)) != 0) {
      comesTo(cpu, prospects().node(Prospects.id(cpu, places.applyAsLong(cpu), PLACE), cpu));
    }
  }

  private void comesTo(int cpu, Prospects.Node to) {
    prospects().leads(last(cpu), Prospects.Way.STEP, arena.get(slot(cpu) + 1), to);
  }

  private Prospects.Node last(int cpu) {
    long id = arena.get(slot(cpu));
    Prospects.Node node = last[cpu];
    return node != null && node.id() == id ? node : prospects().node(id, cpu);
  }

  private void set(int cpu, Prospects.Node node, long found) {
    last[cpu] = node;
    arena.set(slot(cpu), node.id());
    arena.set(slot(cpu) + 1, found);
  }

  private int slot(int cpu) {
    return slots + FIELDS * cpu;
  }

  /**
   * {@return whether no other CPU, and no hardware beside it, can come to what the last step of a
   * CPU has touched, before the CPU goes on}
   */
  boolean isAlone(int cpu) {
    unknown = false;
    for (int i = 0; i < touches.size(); i++) {
      if (words.areWalked(StepTouches.physical(touches.get(i)), Long.BYTES)) {
        return false;
      }
    }
    long key = key(cpu);
    Optional<Reach> others = reach(cpu, key);
    unknown = others.isEmpty();
    if (unknown || conflict(others.get())) {
      return false;
    }
    reliedOn.add(key, others.get(), touches);
    return true;
  }

  /** {@return whether that was denied only since it is not known yet what another CPU does} */
  boolean wasUnknown() {
    return unknown;
  }

  private boolean conflict(Reach others) {
    for (int i = 0; i < touches.size(); i++) {
      if (others.conflicts(touches.get(i))) {
        return true;
      }
    }
    return false;
  }

  private Optional<Reach> reach(int cpu, long key) {
    if (kept.size() > MOST_KEPT) {
      kept.clear();
    }
    Reach[] known = kept.getOrDefault(key, NONE);
    int at = holding(known);
    boolean isKnown = at < known.length;
    if (isKnown && known[at].isUpToDate(prospects())) {
      return Optional.of(known[at]);
    }
    Optional<Reach> now = search(cpu);
    if (now.isPresent()) {
      Reach[] all = isKnown ? known : Arrays.copyOf(known, at + 1);
      all[at] = now.get();
      kept.put(key, all);
    }
    return now;
  }

  /* The first whose words hold what they held, or how many there are. */
  private int holding(Reach[] known) {
    int at = 0;
    while (at < known.length && !known[at].holds(arena.memory())) {
      at++;
    }
    return at;
  }

  private Optional<Reach> search(int cpu) {
    return search
        .from(prospects(), situation(cpu), word -> StepTouches.contents(arena.memory(), word))
        .filter(any -> search.isKnown());
  }

  private Situation situation(int but) {
    long[] at = new long[cpus.size()];
    long sent = 0;
    LongStream.Builder buffered = LongStream.builder();
    for (int cpu = 0; cpu < at.length; cpu++) {
      at[cpu] = Prospects.id(cpu, places.applyAsLong(cpu), PLACE);
      sent |= world.isSent(cpu) ? 1L << cpu : 0;
      Mmu mmu = cpus.get(cpu).mmu();
      for (int i = 0; i < mmu.bufferedStores(); i++) {
        buffered.add(StepTouches.wordAt(mmu.bufferedAt(i)));
        buffered.add(StepTouches.wordAt(mmu.bufferedAt(i) + Long.BYTES - 1));
      }
    }
    int outside = Situation.outside(world.hasNmis(), world.hasMachineChecks());
    return new Situation(but, at, sent, outside, buffered.build().toArray());
  }

  /* Where the others are, what waits in store buffers, and what may come from outside. */
  private long key(int but) {
    long key = but;
    for (int cpu = 0; cpu < cpus.size(); cpu++) {
      if (cpu != but) {
        key = SplitMix64.mix(key + places.applyAsLong(cpu)) + (world.isSent(cpu) ? 1 : 0);
      }
      Mmu mmu = cpus.get(cpu).mmu();
      for (int i = 0; i < mmu.bufferedStores(); i++) {
        key = SplitMix64.mix(key ^ mmu.bufferedAt(i));
      }
    }
    return SplitMix64.mix(key) + (world.hasNmis() ? 1 : 0) + (world.hasMachineChecks() ? 2 : 0);
  }

  /**
   * {@return whether something was found out since the last question by which a step was not alone
   * that was taken for it}
   */
  boolean wasWrong() {
    return prospects().takeLearned() && !reliedOn.holds(prospects(), search);
  }

  /** Forgets what was concluded: a search begins again. */
  void forget() {
    reliedOn.clear();
    kept.clear();
    Arrays.fill(last, null);
  }
}
