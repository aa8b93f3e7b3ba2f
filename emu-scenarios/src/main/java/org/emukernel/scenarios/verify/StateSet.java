package org.emukernel.scenarios.verify;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.emukernel.api.arena.SplitMix64;
import org.jspecify.annotations.Nullable;

/**
 * A set of hashes of states of 64 or 128 bits: open addressing, 8 or 16 bytes a place, at most half
 * full. Any number of threads, without locks.
 */
final class StateSet {

  /*
   * A place is empty (0), holds a hash, or has been moved to a table of twice the size. Whoever finds a moved place helps to move the
   * others, and goes on when all have been: so nobody can look for a hash in the new table before it is there.
   */

  /** How much is kept of each state. */
  enum Width {
    /** 64 bits. */
    BITS_64(1),
    /** 128 bits. */
    BITS_128(2);

    private final int words;

    Width(int words) {
      this.words = words;
    }
  }

  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
  private static final long MOVED = -1;
  private static final int FIRST = 1 << 16;
  private static final int MAX = 1 << 29;
  private static final int CHUNK = 1 << 12;

  private final int words;
  private final AtomicReference<Table> table;
  private final AtomicLong size = new AtomicLong();

  StateSet() {
    this(Width.BITS_64);
  }

  StateSet(Width width) {
    words = width.words;
    table = new AtomicReference<>(new Table(FIRST));
  }

  /** Puts a state in. {@return whether it was not in} */
  boolean add(long hash) {
    return add(hash, 1);
  }

  /**
   * Puts a state in.
   *
   * @param second further bits of its hash; of no concern to a set of 64 bits
   * @return whether it was not in
   */
  boolean add(long hash, long second) {
    long first = hash == 0 || hash == MOVED ? SplitMix64.mix(hash + 2) : hash;
    long further = second == 0 ? 1 : second;
    while (true) {
      Table current = table.get();
      Added added = current.add(first, further);
      if (added == Added.NEW && size.incrementAndGet() * 2 > current.capacity) {
        move(current);
      }
      if (added != Added.TABLE_MOVED) {
        return added == Added.NEW;
      }
      move(current);
    }
  }

  private void move(Table from) {
    table.compareAndSet(from, from.moveAll());
  }

  /* What growing takes too: the old places and the new ones. */
  long bytes() {
    return 3L * Long.BYTES * words * table.get().capacity;
  }

  long size() {
    return size.get();
  }

  private enum Added {
    NEW,
    OLD,
    TABLE_MOVED
  }

  private final class Table {

    private final int capacity;
    private final long[] places;
    private final AtomicReference<@Nullable Table> next = new AtomicReference<>();
    private final AtomicInteger claimed = new AtomicInteger();
    private final AtomicInteger moved = new AtomicInteger();

    Table(int capacity) {
      this.capacity = capacity;
      this.places = new long[capacity * words];
    }

    Added add(long first, long second) {
      for (int place = (int) (first >>> 20) & capacity - 1; ; place = place + 1 & capacity - 1) {
        long found = (long) WORD.getAcquire(places, place * words);
        if (found == 0) {
          found = (long) WORD.compareAndExchange(places, place * words, 0L, first);
          if (found == 0) {
            if (words == 2) {
              WORD.setRelease(places, place * words + 1, second);
            }
            return Added.NEW;
          }
        }
        if (found == MOVED) {
          return Added.TABLE_MOVED;
        }
        if (found == first && (words == 1 || second(place) == second)) {
          return Added.OLD;
        }
      }
    }

    /* Whoever has put the first word in puts the second in at once. */
    private long second(int place) {
      long second = (long) WORD.getAcquire(places, place * words + 1);
      while (second == 0) {
        Thread.onSpinWait();
        second = (long) WORD.getAcquire(places, place * words + 1);
      }
      return second;
    }

    Table moveAll() {
      Table to = next();
      for (int from = claimed.getAndAdd(CHUNK); from < capacity; from = claimed.getAndAdd(CHUNK)) {
        for (int place = from; place < from + CHUNK; place++) {
          long first = (long) WORD.getAndSet(places, place * words, MOVED);
          if (first != 0) {
            to.add(first, words == 1 ? 1 : second(place));
          }
        }
        moved.addAndGet(CHUNK);
      }
      while (moved.get() < capacity) {
        Thread.onSpinWait();
      }
      return to;
    }

    private Table next() {
      Table there = next.get();
      if (there != null) {
        return there;
      }
      if (capacity * (long) words > MAX) {
        throw new OutOfMemoryError("more states than one array holds");
      }
      Table made = new Table(capacity * 2);
      Table other = next.compareAndExchange(null, made);
      return other == null ? made : other;
    }
  }
}
