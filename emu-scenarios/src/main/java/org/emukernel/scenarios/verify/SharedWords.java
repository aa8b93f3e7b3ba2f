package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.emukernel.api.arena.SplitMix64;

/**
 * Which 8-byte words of physical memory more than one CPU touches, at least one of them by a store.
 * Found out while the search runs: it starts with none, and begins again when it has learned of
 * another. The last pass learns nothing, so that what it took for private was.
 */
final class SharedWords {

  /* Bits of a word's entry above those that say which CPUs touched it. */
  private static final long STORED = 1L << 62;
  private static final long SHARED = 1L << 63;

  /*
   * The page walkers of all CPUs, as if they were one more CPU: what a walker does out of turn cannot be exchanged with its own CPU's
   * stores, either.
   */
  private static final long WALKERS = 1L << 61;

  private static final int MAX_CPUS = 61;

  /* Open addressing; a key is the word's number plus 1. */
  private long[] keys = new long[1 << 8];
  private long[] entries = new long[1 << 8];
  private int size;
  private int sharedCount;
  private int storedCount;
  private boolean learned;
  private boolean text;
  private final long telling;
  private final List<SharedWords> ofInterruptions;
  private final Prospects prospects = new Prospects();
  private Consumer<Finding> listener = finding -> {};

  SharedWords(int cpus) {
    this(cpus, WALKERS, Stream.generate(SharedWords::byInterruption).limit(cpus).toList());
  }

  /* Whoever comes to a shared word must be told of each of the others. */
  private static SharedWords byInterruption() {
    int kinds = Interruption.values().length;
    return new SharedWords(kinds, (1L << kinds) - 1, List.of());
  }

  /*
   * telling: of whose coming to a shared word others must know.
   */
  private SharedWords(int cpus, long telling, List<SharedWords> ofInterruptions) {
    this.telling = telling;
    this.ofInterruptions = ofInterruptions;
    if (cpus > MAX_CPUS) {
      throw new IllegalArgumentException(cpus + " CPUs; at most " + MAX_CPUS);
    }
  }

  /**
   * What was touched until now does not count any more: a machine is set up, or its search begins.
   * What is shared stays so.
   */
  void begin() {
    for (int i = 0; i < entries.length; i++) {
      entries[i] = Math.min(entries[i], 0);
    }
    ofInterruptions.forEach(SharedWords::begin);
  }

  /** Kernel text is patched: what the CPUs fetch may differ. */
  void textChanges() {
    text = true;
  }

  boolean haveText() {
    return text;
  }

  boolean contains(long physical, int bytes) {
    long first = physical >>> 3;
    long last = physical + bytes - 1 >>> 3;
    return isShared(first) || last != first && isShared(last);
  }

  private boolean isShared(long word) {
    return entry(word) < 0;
  }

  /** A CPU loads. {@return whether others touch these bytes} */
  boolean loaded(int cpu, long physical, int bytes) {
    return touch(physical, bytes, 1L << cpu);
  }

  /** A CPU stores. {@return whether others touch these bytes} */
  boolean stored(int cpu, long physical, int bytes) {
    return touch(physical, bytes, 1L << cpu | STORED);
  }

  /** {@return whether anybody has stored to these bytes} */
  boolean isStored(long physical, int bytes) {
    return ((entry(physical >>> 3) | entry(physical + bytes - 1 >>> 3)) & STORED) != 0;
  }

  /** {@return a number that changes when somebody stores to a word that nobody has stored to} */
  int stored() {
    return storedCount;
  }

  /** Somebody has stored to a word, elsewhere. */
  void storedElsewhere(long physical) {
    touch(physical, Long.BYTES, STORED);
  }

  /** {@return who has touched these bytes, a bit each} */
  long touchers(long physical, int bytes) {
    long entries = entry(physical >>> 3) | entry(physical + bytes - 1 >>> 3);
    return entries & ~(SHARED | STORED | WALKERS);
  }

  private long entry(long word) {
    return entries[placeOf(word)];
  }

  /** {@return whether page walkers read these bytes, which some CPU stores to} */
  boolean areWalked(long physical, int bytes) {
    return isWalked(physical >>> 3) || isWalked(physical + bytes - 1 >>> 3);
  }

  private boolean isWalked(long word) {
    long entry = entry(word);
    return entry < 0 && (entry & WALKERS) != 0;
  }

  /** A page walker of any CPU reads an entry. */
  void walked(long physical) {
    touch(physical, Long.BYTES, WALKERS);
  }

  /** A page walker of any CPU sets flags of an entry. */
  void walkerStored(long physical) {
    touch(physical, Long.BYTES, WALKERS | STORED);
  }

  /**
   * {@return the same of one CPU alone: which words it touches both in one {@link Interruption} and
   * in another}
   */
  SharedWords ofInterruptions(int cpu) {
    return ofInterruptions.get(cpu);
  }

  /** {@return what the CPUs may come to, of these words} */
  Prospects prospects() {
    return prospects;
  }

  /** From now on somebody hears of all that is found out. */
  void tell(Consumer<Finding> listener) {
    this.listener = listener;
    prospects.tell(listener);
    for (int cpu = 0; cpu < ofInterruptions.size(); cpu++) {
      int of = cpu;
      ofInterruptions
          .get(cpu)
          .tell(finding -> listener.accept(new Finding.OfInterruptions(of, finding)));
    }
  }

  /** {@return the same, to be used by another thread} */
  SharedWords copy() {
    SharedWords copy = new SharedWords(ofInterruptions.size());
    copy.text = text;
    copy.addAll(this);
    copy.takeLearned();
    return copy;
  }

  /** Adds what somebody else has found out. */
  void addAll(SharedWords other) {
    for (int i = 0; i < other.keys.length; i++) {
      if (other.keys[i] != 0) {
        touch(other.keys[i] - 1, other.entries[i]);
      }
    }
    prospects.addAll(other.prospects);
    for (int cpu = 0; cpu < ofInterruptions.size(); cpu++) {
      ofInterruptions.get(cpu).addAll(other.ofInterruptions.get(cpu));
    }
  }

  private boolean touch(long physical, int bytes, long by) {
    long first = physical >>> 3;
    long last = physical + bytes - 1 >>> 3;
    boolean shared = touch(first, by);
    return last == first ? shared : shared | touch(last, by);
  }

  boolean touch(long word, long by) {
    int place = placeOf(word);
    long before = entries[place];
    long now = before | by;
    if (now != before) {
      if (keys[place] == 0) {
        keys[place] = word + 1;
        size++;
      }
      if (now > 0 && (now & STORED) != 0 && Long.bitCount(now) > 2) {
        now |= SHARED;
        sharedCount++;
        learned = true;
      }
      if ((now & ~before & STORED) != 0) {
        storedCount++;
      }
      learned |= now < 0 && (now & ~before & telling) != 0;
      entries[place] = now;
      growIfFull();
      listener.accept(new Finding.Touched(word, now));
    }
    return now < 0;
  }

  /* Where a word is, or would be put. */
  private int placeOf(long word) {
    int mask = keys.length - 1;
    int place = (int) (word * SplitMix64.GOLDEN_GAMMA >>> 40) & mask;
    while (keys[place] != 0 && keys[place] != word + 1) {
      place = place + 1 & mask;
    }
    return place;
  }

  private void growIfFull() {
    if (size * 2 <= keys.length) {
      return;
    }
    long[] oldKeys = keys;
    long[] oldEntries = entries;
    keys = new long[oldKeys.length * 2];
    entries = new long[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int place = placeOf(oldKeys[i] - 1);
        keys[place] = oldKeys[i];
        entries[place] = oldEntries[i];
      }
    }
  }

  /** {@return whether a word became shared since the last question} */
  boolean takeLearned() {
    boolean result = learned;
    for (SharedWords each : ofInterruptions) {
      result |= each.takeLearned();
    }
    learned = false;
    if (result) {
      prospects.forgetEnds();
    }
    return result;
  }

  int size() {
    return sharedCount;
  }
}
