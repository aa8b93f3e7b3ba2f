package org.emukernel.api.arena;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * All mutable state of one machine: {@code long} slots with names, and physical memory. Components
 * own the slots that they asked {@link ArenaBuilder} for and hold no other mutable state, so that
 * undo, hash, snapshot, diff and dump exist once.
 *
 * <p>While a journal is open ({@link #openJournal}) every write is recorded and the hash follows
 * it; else a write costs one predictable branch. One thread.
 */
public final class Arena {

  private final List<SlotRange> ranges;
  private final boolean[] observer;
  private final long[] slots;
  private final Journal journal = new Journal();
  private final PhysicalMemory memory;
  private final CellSet seen = new CellSet();
  private boolean journaling;
  private boolean hashesTwice;
  private long secondHash;
  private long hash;
  private final List<Runnable> rewindListeners = new ArrayList<>();

  Arena(List<SlotRange> ranges, boolean[] observer, long memoryBytes) {
    this.ranges = ranges;
    this.observer = observer;
    this.slots = new long[observer.length];
    this.memory = new PhysicalMemory(memoryBytes, this);
  }

  /** {@return a new layout} */
  public static ArenaBuilder builder() {
    return new ArenaBuilder();
  }

  /** {@return the machine's physical memory} */
  public PhysicalMemory memory() {
    return memory;
  }

  /** {@return how many slots there are} */
  public int slotCount() {
    return slots.length;
  }

  /** {@return the value of a slot} */
  public long get(int slot) {
    return slots[slot];
  }

  /**
   * {@return the first of some slots whose value has these bits under a mask, or -1}
   *
   * @param first the slot to begin with
   * @param end the slot after the last
   */
  public int find(int first, int end, long mask, long bits) {
    long[] all = slots;
    for (int slot = first; slot < end; slot++) {
      if ((all[slot] & mask) == bits) {
        return slot;
      }
    }
    return -1;
  }

  /** Writes a slot. */
  public void set(int slot, long value) {
    if (journaling) {
      recordSlot(slot, value);
    }
    slots[slot] = value;
  }

  /** Adds to a slot. */
  public void add(int slot, long delta) {
    set(slot, slots[slot] + delta);
  }

  /**
   * Writes zeros into some slots.
   *
   * @param from the slot to begin with
   * @param to the slot after the last
   */
  public void clear(int from, int to) {
    if (journaling) {
      for (int slot = from; slot < to; slot++) {
        recordSlot(slot, 0);
      }
    }
    Arrays.fill(slots, from, to, 0);
  }

  private void recordSlot(int slot, long value) {
    long old = slots[slot];
    if (old == value) {
      return;
    }
    journal.add(slot, old);
    if (!observer[slot]) {
      hash ^= StateHash.word(slot, old) ^ StateHash.word(slot, value);
      hashTwice(slot, old, value);
    }
  }

  private void hashTwice(long key, long old, long value) {
    if (hashesTwice) {
      secondHash ^= StateHash.secondWord(key, old) ^ StateHash.secondWord(key, value);
    }
  }

  boolean journaling() {
    return journaling;
  }

  void recordWord(long wordNumber, long old, long value) {
    if (old == value) {
      return;
    }
    journal.add(~wordNumber, old);
    hash ^= StateHash.word(~wordNumber, old) ^ StateHash.word(~wordNumber, value);
    hashTwice(~wordNumber, old, value);
  }

  /**
   * Starts recording: from here on {@link #mark}, {@link #undoTo} and {@link #hash} may be used.
   */
  public void openJournal() {
    journal.truncate(0);
    hash = computeHash();
    journaling = true;
  }

  /** Stops recording and forgets what was recorded; the state stays as it is. */
  public void closeJournal() {
    journaling = false;
    journal.truncate(0);
  }

  /** {@return the place in the journal to which {@link #undoTo} can return} */
  public int mark() {
    requireJournal();
    return journal.size();
  }

  /**
   * Makes the journal since a mark as short as it can be: what was changed several times is undone
   * at once, what was changed back is not undone. Marks that were made after this one do not count
   * any more.
   *
   * @throws IllegalStateException if no journal is open
   */
  public void compact(int mark) {
    requireJournal();
    seen.clear();
    int to = mark;
    for (int at = mark; at < journal.size(); at += 2) {
      long key = journal.key(at);
      if (seen.add(key) && current(key) != journal.old(at)) {
        journal.move(at, to);
        to += 2;
      }
    }
    journal.truncate(to);
  }

  /** {@return how much memory the journal takes, bytes} */
  public long journalBytes() {
    return journal.bytes();
  }

  /**
   * Takes back every write since a mark, in reverse order; slots, memory and hash are then exactly
   * as they were.
   *
   * @throws IllegalArgumentException if the mark lies in the future
   */
  public void undoTo(int mark) {
    requireJournal();
    if (mark > journal.size()) {
      throw new IllegalArgumentException(
          "mark " + mark + " is past the journal's end " + journal.size());
    }
    for (int at = journal.size() - 2; at >= mark; at -= 2) {
      undo(journal.key(at), journal.old(at));
    }
    journal.truncate(mark);
    rewound();
  }

  private void undo(long key, long old) {
    if (key < 0) {
      long current = memory.restoreWord(~key, old);
      hash ^= StateHash.word(key, old) ^ StateHash.word(key, current);
      hashTwice(key, current, old);
      return;
    }
    int slot = (int) key;
    if (!observer[slot]) {
      hash ^= StateHash.word(slot, old) ^ StateHash.word(slot, slots[slot]);
      hashTwice(slot, slots[slot], old);
    }
    slots[slot] = old;
  }

  /**
   * Forgets what was recorded and goes on recording; earlier marks are meaningless. State and hash
   * stay as they are.
   */
  public void truncateJournal() {
    requireJournal();
    journal.truncate(0);
  }

  /** {@return what has changed since a mark, as a difference of the two states} */
  public StateDelta changesSince(int mark) {
    requireJournal();
    seen.clear();
    long[] cells = new long[64];
    int size = 0;
    for (int at = mark; at < journal.size(); at += 2) {
      long key = journal.key(at);
      if (seen.add(key) && current(key) != journal.old(at)) {
        if (size == cells.length) {
          cells = Arrays.copyOf(cells, size * 2);
        }
        cells[size++] = key;
        cells[size++] = current(key);
      }
    }
    return new StateDelta(Arrays.copyOf(cells, size));
  }

  /**
   * Tells of every cell that was written since a mark, of some more than once. The visitor may
   * write; it is not told of that.
   */
  public void changedSince(int mark, CellVisitor visitor) {
    requireJournal();
    int end = journal.size();
    for (int at = mark; at < end; at += 2) {
      long key = journal.key(at);
      if (key < 0) {
        visitor.word(~key << 3);
      } else {
        visitor.slot((int) key);
      }
    }
  }

  private long current(long key) {
    return key < 0 ? memory.readLong(~key << 3) : slots[(int) key];
  }

  /**
   * Brings about the later state of a delta. The state must be the one that it was taken from, but
   * for observers.
   */
  public void apply(StateDelta delta) {
    long[] cells = delta.cells();
    for (int at = 0; at < cells.length; at += 2) {
      if (cells[at] < 0) {
        memory.writeLong(~cells[at] << 3, cells[at + 1]);
      } else {
        set((int) cells[at], cells[at + 1]);
      }
    }
    rewound();
  }

  /** {@return what was written since a mark, for {@link #redo}} */
  public JournalPart journalSince(int mark) {
    return new JournalPart(changesSince(mark), journal.since(mark));
  }

  /**
   * Does again what was done since a mark, of this arena or of another of the same layout. The
   * state must be the one at that mark. {@link #undoTo} can then return to every mark that was made
   * since, which lies as far behind {@link #mark} before this call as it lay behind that one.
   */
  public void redo(JournalPart part) {
    requireJournal();
    int before = journal.size();
    apply(part.changes());
    journal.truncate(before);
    long[] entries = part.entries();
    for (int at = 0; at < entries.length; at += 2) {
      if (entries[at] < 0) {
        memory.providePage(~entries[at] << 3);
      }
      journal.add(entries[at], entries[at + 1]);
    }
  }

  private void requireJournal() {
    if (!journaling) {
      throw new IllegalStateException("no journal is open");
    }
  }

  /**
   * {@return the hash of all state slots and memory; maintained while a journal is open, else
   * computed from scratch}
   */
  public long hash() {
    return journaling ? hash : computeHash();
  }

  private long computeHash() {
    long h = memory.computeHash();
    for (int i = 0; i < slots.length; i++) {
      if (!observer[i]) {
        h ^= StateHash.word(i, slots[i]);
      }
    }
    return h;
  }

  /**
   * From now on a second hash follows the state too, independent of the first. A journal must be
   * open.
   */
  public void hashTwice() {
    requireJournal();
    hashesTwice = true;
  }

  /**
   * {@return 64 further bits, which with {@link #hash} make a hash of 128 bits: of what has changed
   * since {@link #hashTwice}}
   */
  public long secondHash() {
    return secondHash;
  }

  /**
   * {@return what differs from the state at a mark, observers left out: pairs of cell and value,
   * the same for the same state whatever the way there}
   */
  public long[] stateSince(int mark) {
    long[] cells = changesSince(mark).cells();
    long[] keys = new long[cells.length / 2];
    int size = 0;
    for (int at = 0; at < cells.length; at += 2) {
      if (cells[at] < 0 || !observer[(int) cells[at]]) {
        keys[size++] = cells[at];
      }
    }
    Arrays.sort(keys, 0, size);
    long[] state = new long[2 * size];
    for (int i = 0; i < size; i++) {
      state[2 * i] = keys[i];
      state[2 * i + 1] = current(keys[i]);
    }
    return state;
  }

  /** {@return a copy of everything} */
  public Snapshot snapshot() {
    return new Snapshot(slots.clone(), memory.copyPages());
  }

  /**
   * Goes back to a snapshot of this arena. Not while a journal is open, whose marks it would make
   * meaningless.
   *
   * @throws IllegalStateException if a journal is open
   */
  public void restore(Snapshot snapshot) {
    if (journaling) {
      throw new IllegalStateException("restore while a journal is open");
    }
    System.arraycopy(snapshot.slots(), 0, slots, 0, slots.length);
    memory.restorePages(snapshot.pages());
    rewound();
  }

  /**
   * Slots were written by others than the components that own them: runs the listeners of {@link
   * #onRewind}.
   */
  public void rewound() {
    for (int i = 0; i < rewindListeners.size(); i++) {
      rewindListeners.get(i).run();
    }
  }

  /**
   * From now on {@code listener} runs after each {@link #undoTo}, {@link #restore} and {@link
   * #apply}, and on {@link #rewound}: for what a component derived from state and must forget. It
   * changes no state.
   */
  public void onRewind(Runnable listener) {
    rewindListeners.add(listener);
  }

  /**
   * {@return what differs between a snapshot (before) and now (after), slots first, then memory,
   * each in ascending order}
   */
  public List<Change> diff(Snapshot before) {
    List<Change> changes = new ArrayList<>();
    for (SlotRange range : ranges) {
      for (int slot = range.first(); slot < range.first() + range.count(); slot++) {
        if (before.slots()[slot] != slots[slot]) {
          changes.add(new Change(range.nameOf(slot), before.slots()[slot], slots[slot]));
        }
      }
    }
    memory.diff(before.pages(), changes);
    return changes;
  }

  /** Hands every slot and memory word that is not zero to {@code line}, as {@code name = 0x...}. */
  public void dump(Consumer<String> line) {
    for (SlotRange range : ranges) {
      for (int slot = range.first(); slot < range.first() + range.count(); slot++) {
        if (slots[slot] != 0) {
          line.accept(String.format("%s = 0x%x", range.nameOf(slot), slots[slot]));
        }
      }
    }
    memory.dump(line);
  }

  /** {@return whether a slot is no part of the hash: {@link SlotKind#OBSERVER}} */
  public boolean isObserver(int slot) {
    return observer[slot];
  }

  /** {@return the slots of all runs whose name satisfies a condition} */
  public BitSet slotsNamed(Predicate<String> name) {
    BitSet named = new BitSet(slots.length);
    for (SlotRange range : ranges) {
      if (name.test(range.name())) {
        named.set(range.first(), range.first() + range.count());
      }
    }
    return named;
  }

  /** {@return the name of a slot, as diffs and dumps print it} */
  public String nameOf(int slot) {
    int low = 0;
    int high = ranges.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (ranges.get(middle).first() <= slot) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return ranges.get(low).nameOf(slot);
  }
}
