package org.emukernel.scenarios.verify;

import java.util.Arrays;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.arena.SplitMix64;

/**
 * The words that a step has touched and that others touch too, and what it found in the one that it
 * loaded. Words beyond all physical memory stand for other things that CPUs have in common.
 */
final class StepTouches {

  /** What a step found that loaded nothing of others. */
  static final long NOTHING = 0;

  /** What a step found that loaded several words. */
  static final long ANYTHING = -1;

  private static final int WORD_SHIFT = 3;

  private final PhysicalMemory memory;
  private long[] touches = new long[4];
  private int count;
  private long[] waiting = new long[4];
  private int waitingCount;
  private long loadedWord;
  private long found;

  StepTouches(PhysicalMemory memory) {
    this.memory = memory;
  }

  void begin() {
    count = 0;
    waitingCount = 0;
    loadedWord = 0;
    found = NOTHING;
  }

  void loaded(long physical, int size) {
    for (long word = physical >>> WORD_SHIFT; word <= lastWord(physical, size); word++) {
      add(word << 1);
      found = loadedWord == 0 || loadedWord == word ? contents(word) : ANYTHING;
      loadedWord = word;
    }
  }

  void stored(long physical, int size) {
    for (long word = physical >>> WORD_SHIFT; word <= lastWord(physical, size); word++) {
      add(word << 1 | 1);
    }
  }

  /** It will be stored to: until then nobody notices. */
  void buffered(long physical, int size) {
    for (long word = physical >>> WORD_SHIFT; word <= lastWord(physical, size); word++) {
      if (waitingCount == waiting.length) {
        waiting = Arrays.copyOf(waiting, waitingCount * 2);
      }
      waiting[waitingCount++] = word << 1 | 1;
    }
  }

  /** {@return how many words will be stored to} */
  int buffered() {
    return waitingCount;
  }

  /** {@return the touch that will be made of the n-th of them} */
  long buffered(int n) {
    return waiting[n];
  }

  /** Something else that others change was looked at. */
  void asked(long word) {
    add(word >>> WORD_SHIFT << 1);
  }

  /** Something else that others look at was changed. */
  void told(long word) {
    add(word >>> WORD_SHIFT << 1 | 1);
  }

  private static long lastWord(long physical, int size) {
    return physical + size - 1 >>> WORD_SHIFT;
  }

  /* What it stores to afterwards is not what it found. */
  private long contents(long word) {
    return contents(memory, word);
  }

  /** {@return what a step would find in a word now} */
  static long contents(PhysicalMemory memory, long word) {
    long mixed = SplitMix64.mix(memory.readLong(word << WORD_SHIFT) + SplitMix64.GOLDEN_GAMMA);
    return mixed == NOTHING || mixed == ANYTHING ? 1 : mixed;
  }

  private void add(long touch) {
    for (int i = 0; i < count; i++) {
      if (touches[i] == touch) {
        return;
      }
    }
    if (count == touches.length) {
      touches = Arrays.copyOf(touches, count * 2);
    }
    touches[count++] = touch;
  }

  boolean isEmpty() {
    return count == 0;
  }

  int size() {
    return count;
  }

  /** {@return twice the number of the n-th word, and 1 if it was stored to} */
  long get(int n) {
    return touches[n];
  }

  /** {@return the number of the word that was loaded; 0 if none or several} */
  long loadedWord() {
    return found == ANYTHING ? 0 : loadedWord;
  }

  long found() {
    return found;
  }

  /** {@return the number of the word that was touched} */
  static long word(long touch) {
    return touch >>> 1;
  }

  static boolean isStore(long touch) {
    return (touch & 1) != 0;
  }

  static long physical(long touch) {
    return word(touch) << WORD_SHIFT;
  }

  /** {@return the number of the word at a physical address} */
  static long wordAt(long physical) {
    return physical >>> WORD_SHIFT;
  }
}
