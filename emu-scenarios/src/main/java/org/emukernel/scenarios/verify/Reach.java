package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
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
  private final ReachedWords reached;
  private final long contentsHash;

  /* By their numbers. */
  private BitSet nodes;
  private int version;

  /**
   * Keeps it.
   *
   * @param words whose contents have closed ways, or opened them
   * @param contents of them, as {@link StepTouches#contents} says
   * @param reached words that are come to
   * @param nodes that are come to
   * @param version of what is known of them
   */
  Reach(
      Situation situation,
      WordSet words,
      LongUnaryOperator contents,
      ReachedWords reached,
      List<Prospects.Node> nodes,
      int version) {
    this.situation = situation;
    this.held =
        LongStream.of(words.toArray())
            .flatMap(word -> LongStream.of(word, contents.applyAsLong(word)))
            .toArray();
    this.contentsHash = hashOfContents();
    this.reached = reached;
    this.version = version;
    this.nodes = new BitSet();
    for (Prospects.Node node : nodes) {
      node.keep();
      this.nodes.set(node.number());
    }
  }

  Situation situation() {
    return situation;
  }

  /**
   * {@return whether nothing has been found out since by which more words could be come to}
   *
   * @param prospects what is known now
   */
  boolean isUpToDate(Prospects prospects) {
    int now = prospects.version();
    if (version != now) {
      Optional<BitSet> all = follow(prospects, now);
      if (all.isEmpty()) {
        return false;
      }
      nodes = all.get();
      version = now;
    }
    return true;
  }

  /* All that is come to now; nothing if there is a further word with it. */
  private Optional<BitSet> follow(Prospects prospects, int now) {
    BitSet all = nodes;
    List<Prospects.Node> more = new ArrayList<>();
    for (int i = version; i < now; i++) {
      Prospects.Node node = prospects.changed(i);
      if (nodes.get(node.number()) && !hasAllOf(node, more)) {
        return Optional.empty();
      }
    }
    for (int i = 0; i < more.size(); i++) {
      Prospects.Node node = more.get(i);
      if (node.edges() == 0 || !hasAllOf(node, more)) {
        return Optional.empty();
      }
      if (i == 0) {
        all = (BitSet) nodes.clone();
      }
      node.keep();
      all.set(node.number());
    }
    return Optional.of(all);
  }

  /* Whether a node touches no further word; what it newly leads to is added to more. */
  private boolean hasAllOf(Prospects.Node node, List<Prospects.Node> more) {
    for (int i = 0; i < node.touches(); i++) {
      if (!reached.has(node.touch(i))) {
        return false;
      }
    }
    for (int i = 0; i < node.edges(); i++) {
      Prospects.Node to = node.edge(i).to();
      if (!nodes.get(to.number()) && !more.contains(to) && isOpen(node, node.edge(i))) {
        more.add(to);
      }
    }
    return true;
  }

  /* Of a word of which nobody has asked what it held that may have opened the way. */
  private boolean isOpen(Prospects.Node node, Prospects.Edge edge) {
    return situation.isOpen(node, edge, reached::isStoredTo, this::contents);
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
    return reached.conflict(touch);
  }
}
