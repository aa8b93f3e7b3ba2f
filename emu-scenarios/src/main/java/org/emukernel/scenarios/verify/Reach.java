package org.emukernel.scenarios.verify;

import java.util.ArrayList;
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

  /* Pairs of a word and what it held: in one array, since this is looked through before each step that others might notice. */
  private final long[] held;
  private final long[] loads;
  private final long[] stores;
  private final long contentsHash;
  private Prospects.Node[] nodes;
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
    this.held =
        LongStream.of(words.toArray())
            .flatMap(word -> LongStream.of(word, contents.applyAsLong(word)))
            .toArray();
    this.contentsHash = hashOfContents();
    this.loads = loads.toArray();
    this.stores = stores.toArray();
    Arrays.sort(this.loads);
    Arrays.sort(this.stores);
    this.version = version;
    this.nodes = new Prospects.Node[0];
    keep(nodes);
  }

  Situation situation() {
    return situation;
  }

  private void keep(List<Prospects.Node> more) {
    if (more.isEmpty()) {
      return;
    }
    int size = nodes.length;
    nodes = Arrays.copyOf(nodes, size + more.size());
    for (Prospects.Node node : more) {
      node.keep();
      nodes[size++] = node;
    }
  }

  /**
   * {@return whether nothing has been found out since by which more words could be come to}
   *
   * @param prospects what is known now
   */
  boolean isUpToDate(Prospects prospects) {
    long now = prospects.version();
    if (version != now && hasChanged() && !followsNews(prospects.newMark())) {
      return false;
    }
    version = now;
    return true;
  }

  private boolean hasChanged() {
    for (Prospects.Node node : nodes) {
      if (node.changedAt() > version) {
        return true;
      }
    }
    return false;
  }

  private boolean followsNews(long mark) {
    for (Prospects.Node node : nodes) {
      node.mark(mark);
    }
    List<Prospects.Node> more = new ArrayList<>();
    for (Prospects.Node node : nodes) {
      if (node.changedAt() > version && !hasAllOf(node, mark, more)) {
        return false;
      }
    }
    for (int i = 0; i < more.size(); i++) {
      if (more.get(i).edges() == 0 || !hasAllOf(more.get(i), mark, more)) {
        return false;
      }
    }
    keep(more);
    return true;
  }

  /* Whether a node touches no further word; what it newly leads to is marked, and added to more. */
  private boolean hasAllOf(Prospects.Node node, long mark, List<Prospects.Node> more) {
    for (int i = 0; i < node.touches(); i++) {
      long touch = node.touch(i);
      if (!contains(StepTouches.isStore(touch) ? stores : loads, StepTouches.word(touch))) {
        return false;
      }
    }
    for (int i = 0; i < node.edges(); i++) {
      Prospects.Node to = node.edge(i).to();
      if (!to.isMarked(mark) && isOpen(node, node.edge(i))) {
        to.mark(mark);
        more.add(to);
      }
    }
    return true;
  }

  /* Of a word of which nobody has asked what it held that may have opened the way. */
  private boolean isOpen(Prospects.Node node, Prospects.Edge edge) {
    return situation.isOpen(node, edge, word -> contains(stores, word), this::contents);
  }

  /** {@return whether the words hold what they held} */
  boolean holds(PhysicalMemory memory) {
    for (int i = 0; i < held.length; i += 2) {
      if (StepTouches.contents(memory, held[i]) != held[i + 1]) {
        return false;
      }
    }
    return true;
  }

  /** {@return what a word held; {@link StepTouches#ANYTHING} if nobody has asked} */
  long contents(long word) {
    for (int i = 0; i < held.length; i += 2) {
      if (held[i] == word) {
        return held[i + 1];
      }
    }
    return StepTouches.ANYTHING;
  }

  /** {@return a hash of what the words held} */
  long contentsHash() {
    return contentsHash;
  }

  private long hashOfContents() {
    long hash = 0;
    for (int i = 0; i < held.length; i += 2) {
      hash += SplitMix64.mix(SplitMix64.mix(held[i]) ^ held[i + 1]);
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
