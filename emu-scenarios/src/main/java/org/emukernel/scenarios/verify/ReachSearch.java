package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * Follows every way that is open in {@link Prospects}: all of them, but those that a CPU takes only
 * on finding in a word what that does not hold, where nobody can come to store to it.
 */
final class ReachSearch {

  private final WordSet loads = new WordSet();
  private final WordSet stores = new WordSet();
  private final WordSet asked = new WordSet();
  private final LongPredicate stored = stores::contains;
  private final LongUnaryOperator asking = this::ask;
  private final List<Prospects.Node> reached = new ArrayList<>();

  /* Ways that are closed until somebody stores to a word: from where, and where to. */
  private final List<Prospects.Node> closedFrom = new ArrayList<>();
  private final List<Prospects.Edge> closed = new ArrayList<>();
  private final Map<ReachedWords, ReachedWords> known = new HashMap<>();
  private long mark;
  private Prospects prospects = new Prospects();
  private Situation situation = new Situation(0, new long[0], 0, 0, new long[0]);
  private LongUnaryOperator contents = word -> StepTouches.ANYTHING;

  /**
   * {@return what can be come to; empty if it is not known of one of the CPUs what it does}
   *
   * @param contents of a word, as {@link StepTouches#contents} says; {@link StepTouches#ANYTHING}
   *     if not known
   */
  Optional<Reach> from(Prospects prospects, Situation situation, LongUnaryOperator contents) {
    this.prospects = prospects;
    this.situation = situation;
    this.contents = contents;
    mark = prospects.newMark();
    List.of(loads, stores, asked).forEach(WordSet::clear);
    List.of(reached, closedFrom, closed).forEach(List::clear);
    for (long word : situation.buffered()) {
      stores.add(word);
    }
    for (int cpu = 0; cpu < situation.places().length; cpu++) {
      if (cpu != situation.but() && !starts(situation.places()[cpu])) {
        return Optional.empty();
      }
    }
    followAll();
    return Optional.of(
        new Reach(situation, asked, contents, words(), reached, prospects.version()));
  }

  private ReachedWords words() {
    ReachedWords words = new ReachedWords(loads, stores);
    ReachedWords same = known.putIfAbsent(words, words);
    return same == null ? words : same;
  }

  /**
   * {@return whether it is known of all that was come to last what comes next} At a place to which
   * a search comes for the first time it has yet to find out.
   */
  boolean isKnown() {
    for (Prospects.Node node : reached) {
      if (node.edges() == 0) {
        return false;
      }
    }
    return true;
  }

  private boolean starts(long place) {
    Prospects.Node node = prospects.find(place);
    if (node == null) {
      return false;
    }
    node.mark(mark);
    reached.add(node);
    return true;
  }

  private void followAll() {
    int done = 0;
    int stored;
    do {
      stored = stores.size();
      for (; done < reached.size(); done++) {
        touch(reached.get(done));
        follow(reached.get(done));
      }
    } while (stored != stores.size() && opens());
  }

  private void touch(Prospects.Node node) {
    for (int i = 0; i < node.touches(); i++) {
      long touch = node.touch(i);
      (StepTouches.isStore(touch) ? stores : loads).add(StepTouches.word(touch));
    }
  }

  private void follow(Prospects.Node node) {
    for (int i = 0; i < node.edges(); i++) {
      Prospects.Edge edge = node.edge(i);
      if (!isOpen(node, edge)) {
        closedFrom.add(node);
        closed.add(edge);
      } else if (edge.to().mark(mark)) {
        reached.add(edge.to());
      }
    }
  }

  /* Ways open with what is stored to. Whether one leads on. */
  private boolean opens() {
    int before = reached.size();
    for (int i = 0; i < closed.size(); i++) {
      Prospects.Edge edge = closed.get(i);
      if (isOpen(closedFrom.get(i), edge) && edge.to().mark(mark)) {
        reached.add(edge.to());
      }
    }
    return before != reached.size();
  }

  private boolean isOpen(Prospects.Node node, Prospects.Edge edge) {
    return situation.isOpen(node, edge, stored, asking);
  }

  private long ask(long word) {
    asked.add(word);
    return contents.applyAsLong(word);
  }
}
