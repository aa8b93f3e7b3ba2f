package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.stream.LongStream;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.SplitMix64;

/**
 * Remembers which NMIs leave nothing behind but that they have come, so that their handlers need
 * not be executed again: what an NMI does follows from the registers of its CPU, the words that it
 * loads and what the monitors remember. One whose handler touches anything that others touch is
 * none of them.
 */
final class UnnoticedNmis {

  private static final int MOST_KEPT = 1 << 18;

  /* What they make of it depends on what they remember. */
  private static final String MONITORS = "monitor.";

  private final Arena arena;
  private final int[][] slots;
  private final SharedWords words;
  private final IntToLongFunction places;
  private final Map<Long, List<Trial>> kept = new HashMap<>();
  private final Map<Long, long[]> sets = new HashMap<>();
  private final WordSet touched = new WordSet();
  private final WordSet loaded = new WordSet();
  private long[] contents = new long[16];
  private int watched = -1;
  private int stored;

  /**
   * What came of an NMI.
   *
   * @param loaded words
   * @param contents of these
   * @param touched all words, if it left nothing behind
   */
  private record Trial(long[] loaded, long[] contents, long[] touched, boolean leavesNothing) {}

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
              name -> name.startsWith(MONITORS) || name.startsWith(prefix) && isRead(name, prefix));
      slots[cpu] = named.stream().filter(slot -> !arena.isObserver(slot)).toArray();
    }
  }

  /** A search begins: forgets what it has learned to be wrong, since others touch a word, too. */
  void begin() {
    kept.values().forEach(known -> known.removeIf(each -> each.leavesNothing && isNoticed(each)));
  }

  private boolean isNoticed(Trial each) {
    return LongStream.of(each.touched).anyMatch(word -> words.contains(word, Long.BYTES));
  }

  /* Frames of routines are part of the place, translations follow from the page tables, and after serialising nothing is buffered or stale. */
  private static boolean isRead(String name, String prefix) {
    return !name.startsWith("tlb", prefix.length())
        && !name.startsWith("routine", prefix.length())
        && !name.startsWith("storeBuffer", prefix.length())
        && !name.startsWith("staleText", prefix.length());
  }

  /**
   * {@return whether an NMI of a CPU that has just serialised would leave nothing behind now}
   *
   * @param trial finds out
   */
  boolean leavesNothing(int cpu, IntPredicate trial) {
    if (kept.size() > MOST_KEPT || stored != words.stored()) {
      kept.clear();
      stored = words.stored();
    }
    List<Trial> known = kept.computeIfAbsent(key(cpu), any -> new ArrayList<>(1));
    for (Trial each : known) {
      if (hold(each)) {
        return each.leavesNothing;
      }
    }
    Trial made = make(cpu, trial);
    known.add(made);
    return made.leavesNothing;
  }

  private Trial make(int cpu, IntPredicate trial) {
    touched.clear();
    loaded.clear();
    watched = cpu;
    boolean leavesNothing = trial.test(cpu);
    watched = -1;
    return new Trial(
        theOne(loaded.toArray()),
        Arrays.copyOf(contents, loaded.size()),
        theOne(leavesNothing ? touched.toArray() : new long[0]),
        leavesNothing);
  }

  /* Most handlers touch the same words. */
  private long[] theOne(long[] set) {
    long hash = LongStream.of(set).reduce(0, (before, word) -> SplitMix64.mix(before + word));
    long[] first = sets.computeIfAbsent(hash, any -> set);
    return Arrays.equals(first, set) ? first : set;
  }

  private long key(int cpu) {
    long hash = places.applyAsLong(cpu) + cpu;
    for (int slot : slots[cpu]) {
      hash = SplitMix64.mix(hash + arena.get(slot));
    }
    return hash;
  }

  private boolean hold(Trial each) {
    for (int i = 0; i < each.loaded.length; i++) {
      if (arena.memory().readLong(each.loaded[i]) != each.contents[i]) {
        return false;
      }
    }
    return true;
  }

  /** A CPU loads. */
  void loaded(int cpu, long physical, int size) {
    if (cpu == watched) {
      for (long word = physical & -Long.BYTES; word < physical + size; word += Long.BYTES) {
        if (words.isStored(word, Long.BYTES) && touched.add(word)) {
          found(word);
        }
      }
    }
  }

  private void found(long word) {
    loaded.add(word);
    if (loaded.size() > contents.length) {
      contents = Arrays.copyOf(contents, contents.length * 2);
    }
    contents[loaded.size() - 1] = arena.memory().readLong(word);
  }

  /** A CPU is about to store. If not a whole word, the rest of it may be loaded afterwards. */
  void stored(int cpu, long physical, int size) {
    if (size != Long.BYTES || (physical & Long.BYTES - 1) != 0) {
      loaded(cpu, physical, size);
    } else if (cpu == watched) {
      touched.add(physical);
    }
  }
}
