package org.emukernel.scenarios.verify;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.arena.SplitMix64;

/**
 * What some CPUs can come to from where they stand, as long as one does nothing and these words
 * hold what they hold.
 */
final class Reach {

  private final Situation situation;
  private final long[] words;
  private final long[] contents;
  private final long[] loads;
  private final long[] stores;
  private final Prospects.Node[] nodes;
  private long version;

  /**
   * Keeps it.
   *
   * @param words whose contents have closed ways, or opened them
   * @param contents of them, as {@link StepTouches#contents} says
   * @param loads words that are loaded
   * @param stores words that are stored to
   * @param nodes that are come to
   * @param version of what is known of them
   */
  Reach(
      Situation situation,
      WordSet words,
      LongUnaryOperator contents,
      WordSet loads,
      WordSet stores,
      List<Prospects.Node> nodes,
      long version) {
    this.situation = situation;
    this.words = words.toArray();
    this.contents = LongStream.of(this.words).map(contents).toArray();
    this.loads = loads.toArray();
    this.stores = stores.toArray();
    Arrays.sort(this.loads);
    Arrays.sort(this.stores);
    this.nodes = nodes.toArray(Prospects.Node[]::new);
    this.version = version;
    nodes.forEach(Prospects.Node::keep);
  }

  Situation situation() {
    return situation;
  }

  /**
   * {@return whether nothing has been found out of its nodes since}
   *
   * @param now the version of what is known
   */
  boolean isUpToDate(long now) {
    if (version != now) {
      for (Prospects.Node node : nodes) {
        if (node.changedAt() > version) {
          return false;
        }
      }
      version = now;
    }
    return true;
  }

  /** {@return whether the words hold what they held} */
  boolean holds(PhysicalMemory memory) {
    for (int i = 0; i < words.length; i++) {
      if (StepTouches.contents(memory, words[i]) != contents[i]) {
        return false;
      }
    }
    return true;
  }

  /** {@return what a word held; {@link StepTouches#ANYTHING} if nobody has asked} */
  long contents(long word) {
    for (int i = 0; i < words.length; i++) {
      if (words[i] == word) {
        return contents[i];
      }
    }
    return StepTouches.ANYTHING;
  }

  /** {@return a hash of what the words held} */
  long contentsHash() {
    long hash = 0;
    for (int i = 0; i < words.length; i++) {
      hash += SplitMix64.mix(SplitMix64.mix(words[i]) ^ contents[i]);
    }
    return hash;
  }

  /** {@return whether this touch cannot be exchanged with what the CPUs can come to} */
  boolean conflicts(long touch) {
    long word = StepTouches.word(touch);
    return contains(stores, word) || StepTouches.isStore(touch) && contains(loads, word);
  }

  private static boolean contains(long[] sorted, long word) {
    return Arrays.binarySearch(sorted, word) >= 0;
  }
}
