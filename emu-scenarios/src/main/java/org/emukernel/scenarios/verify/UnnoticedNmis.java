package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.stream.LongStream;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.SplitMix64;

/**
 * Remembers which NMIs leave nothing behind but that they have come, so that their handlers need
 * not be executed again. What an NMI does, and whether all is as it was when it is over, follows
 * from the registers of its CPU and from what was before in the words and in the monitors' slots
 * that it touches; all others it neither looks at nor changes. One whose handler touches anything
 * that others touch is none of those that leave nothing.
 */
final class UnnoticedNmis {

  private static final int MOST_KEPT = 1 << 18;

  /* Where it stands how many more may come. */
  private static final String MACHINE_CHECKS = "machine-checks-left";

  private final Arena arena;
  private final int[][] slots;
  private final SharedWords words;
  private final IntToLongFunction places;
  private final LongMap<List<Trial>> kept = new LongMap<>();
  private final Map<Long, long[]> sets = new HashMap<>();
  private final WordSet touched = new WordSet();
  private final WordSet looked = new WordSet();
  private final WordSet constants = new WordSet();
  private int watched = -1;
  private int stored;

  /** Makes trials. */
  interface Trials {

    /** {@return whether an NMI of a CPU leaves nothing} It takes back all that it has done. */
    boolean leavesNothingBehind(int cpu);

    /**
     * {@return those of some words that may be something else than zero when a trial of a CPU where
     * it is now begins}
     */
    default long[] lasting(int cpu, long[] words) {
      return words;
    }
  }

  /**
   * What came of an NMI.
   *
   * @param words that it has touched and that may be something else another time
   * @param slots of monitors
   * @param before what was in the words and the slots
   * @param touched all words, if it left nothing behind
   */
  private record Trial(
      long[] words, long[] slots, long[] before, long[] touched, boolean leavesNothing) {}

  /**
   * Remembers nothing yet.
   *
   * @param words that CPUs touch: of those that none has stored to nobody need know what was found
   *     there
   * @param places says where a CPU is and what it has interrupted
   */
  UnnoticedNmis(Arena arena, int cpus, SharedWords words, IntToLongFunction places) {
    this.arena = arena;
    this.words = words;
    this.places = places;
    this.slots = new int[cpus][];
    for (int cpu = 0; cpu < cpus; cpu++) {
      String prefix = "cpu" + cpu + ".";
      BitSet named =
          arena.slotsNamed(
              name ->
                  name.equals(MACHINE_CHECKS) || name.startsWith(prefix) && isRead(name, prefix));
      slots[cpu] = named.stream().filter(slot -> !arena.isObserver(slot)).toArray();
    }
  }

  /* Frames of routines are part of the place, translations follow from the page tables, and after serialising nothing is buffered or stale. */
  private static boolean isRead(String name, String prefix) {
    return !name.startsWith("tlb", prefix.length())
        && !name.startsWith("routine", prefix.length())
        && !name.startsWith("storeBuffer", prefix.length())
        && !name.startsWith("staleText", prefix.length());
  }

  /** A search begins: forgets what it has learned to be wrong, since others touch a word, too. */
  void begin() {
    kept.forEach(known -> known.removeIf(each -> each.leavesNothing && isNoticed(each)));
  }

  private boolean isNoticed(Trial each) {
    return LongStream.of(each.touched).anyMatch(word -> words.contains(word, Long.BYTES));
  }

  /** {@return whether an NMI of a CPU that has just serialised would leave nothing behind now} */
  boolean leavesNothing(int cpu, Trials trials) {
    forgetWrong();
    long key = key(cpu);
    List<Trial> known = kept.getOrDefault(key, List.of());
    for (int i = 0; i < known.size(); i++) {
      if (holds(known.get(i))) {
        return known.get(i).leavesNothing;
      }
    }
    Trial made = make(cpu, trials);
    List<Trial> all = new ArrayList<>(known);
    all.add(made);
    kept.put(key, all);
    return made.leavesNothing;
  }

  /* Of a word that was taken for constant nobody knows what was found there. */
  private void forgetWrong() {
    if (kept.size() > MOST_KEPT || stored != words.stored() && areConstantsStored()) {
      kept.clear();
      constants.clear();
    }
    stored = words.stored();
  }

  private boolean areConstantsStored() {
    return LongStream.of(constants.toArray()).anyMatch(word -> words.isStored(word, Long.BYTES));
  }

  private long key(int cpu) {
    long hash = places.applyAsLong(cpu) + cpu;
    for (int slot : slots[cpu]) {
      hash ^= SplitMix64.mix(arena.get(slot) + slot * SplitMix64.GOLDEN_GAMMA);
    }
    return hash;
  }

  private boolean holds(Trial each) {
    int at = 0;
    for (long word : each.words) {
      if (arena.memory().readLong(word) != each.before[at++]) {
        return false;
      }
    }
    for (long slot : each.slots) {
      if (arena.get((int) slot) != each.before[at++]) {
        return false;
      }
    }
    return true;
  }

  private Trial make(int cpu, Trials trials) {
    touched.clear();
    looked.clear();
    watched = cpu;
    boolean leavesNothing = trials.leavesNothingBehind(cpu);
    watched = -1;
    long[] all = touched.toArray();
    long[] lasting = theOne(trials.lasting(cpu, all));
    long[] monitors = theOne(looked.toArray());
    return new Trial(
        lasting,
        monitors,
        contents(lasting, monitors),
        theOne(leavesNothing ? all : new long[0]),
        leavesNothing);
  }

  private long[] contents(long[] memory, long[] monitors) {
    return LongStream.concat(
            LongStream.of(memory).map(arena.memory()::readLong),
            LongStream.of(monitors).map(slot -> arena.get((int) slot)))
        .toArray();
  }

  /* Most handlers touch the same. */
  private long[] theOne(long[] set) {
    long hash = LongStream.of(set).reduce(0, (before, word) -> SplitMix64.mix(before + word));
    long[] first = sets.computeIfAbsent(hash, any -> set);
    return Arrays.equals(first, set) ? first : set;
  }

  /** A CPU loads. */
  void loaded(int cpu, long physical, int size) {
    if (cpu == watched) {
      for (long word = physical & -Long.BYTES; word < physical + size; word += Long.BYTES) {
        (words.isStored(word, Long.BYTES) ? touched : constants).add(word);
      }
    }
  }

  /** A CPU stores. What it finds there matters, too: whether all is as it was depends on it. */
  void stored(int cpu, long physical, int size) {
    if (cpu == watched) {
      for (long word = physical & -Long.BYTES; word < physical + size; word += Long.BYTES) {
        touched.add(word);
      }
    }
  }

  /** A monitor looks at one of its slots, or changes it. */
  void monitored(int slot) {
    if (watched >= 0 && !arena.isObserver(slot)) {
      looked.add(slot);
    }
  }
}
