package org.emukernel.scenarios.verify;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Values by numbers that are hashes already: open addressing, so that to look something up touches
 * as little memory as can be. A search looks up millions of things in some ten thousand of them.
 */
final class LongMap<V> {

  private static final int FIRST = 1 << 6;

  /* Where there is no value the key is of no meaning. */
  private long[] keys = new long[FIRST];
  private Object[] values = new Object[FIRST];
  private int size;

  int size() {
    return size;
  }

  /** {@return what a number stands for, or null} */
  V get(long key) {
    return value(placeOf(key));
  }

  /** {@return what a number stands for, or something else if it stands for nothing} */
  V getOrDefault(long key, V other) {
    V value = get(key);
    return value == null ? other : value;
  }

  /** From now on a number stands for this. */
  void put(long key, V value) {
    int place = placeOf(key);
    if (values[place] == null) {
      size++;
    }
    keys[place] = key;
    values[place] = Objects.requireNonNull(value);
    if (size * 2 > keys.length) {
      fill(2 * keys.length, any -> true);
    }
  }

  void forEach(Consumer<V> action) {
    for (int place = 0; place < values.length; place++) {
      if (values[place] != null) {
        action.accept(value(place));
      }
    }
  }

  boolean allMatch(Predicate<V> condition) {
    for (int place = 0; place < values.length; place++) {
      if (values[place] != null && !condition.test(value(place))) {
        return false;
      }
    }
    return true;
  }

  /** {@return whether anything was removed} */
  boolean removeIf(Predicate<V> unwanted) {
    int before = size;
    fill(keys.length, unwanted.negate());
    return size != before;
  }

  void clear() {
    Arrays.fill(values, null);
    size = 0;
  }

  private void fill(int places, Predicate<V> wanted) {
    LongMap<V> old = new LongMap<>();
    old.keys = keys;
    old.values = values;
    keys = new long[places];
    values = new Object[places];
    size = 0;
    for (int place = 0; place < old.values.length; place++) {
      if (old.values[place] != null && wanted.test(old.value(place))) {
        put(old.keys[place], old.value(place));
      }
    }
  }

  @SuppressWarnings("unchecked") // put() takes no others
  private V value(int place) {
    return (V) values[place];
  }

  /* Where a number is, or would be put. */
  private int placeOf(long key) {
    int mask = keys.length - 1;
    int place = (int) (key ^ key >>> 32) & mask;
    while (values[place] != null && keys[place] != key) {
      place = place + 1 & mask;
    }
    return place;
  }
}
