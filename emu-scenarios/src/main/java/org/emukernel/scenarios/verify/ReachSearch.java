package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * Follows every way that is open in {@link Prospects}: all of them, but those that a CPU takes only
 * on finding in a word what that does not hold, where nobody can come to store to it.
 */
final class ReachSearch {

  private final List<Prospects.Node> reached = new ArrayList<>();
  private final List<Long> loads = new ArrayList<>();
  private final List<Long> stores = new ArrayList<>();
  private final List<Long> asked = new ArrayList<>();
  private final List<Long> found = new ArrayList<>();
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
    List.of(reached, loads, stores, asked, found).forEach(List::clear);
    for (long word : situation.buffered()) {
      add(stores, word);
    }
    for (int cpu = 0; cpu < situation.places().length; cpu++) {
      if (cpu != situation.but() && !starts(situation.places()[cpu])) {
        return Optional.empty();
      }
    }
    followAll();
    return Optional.of(new Reach(situation, asked, found, loads, stores, reached));
  }

  /**
   * {@return whether it is known of all that was come to last what comes next} At a place to which
   * a search comes for the first time it has yet to find out.
   */
  boolean isKnown() {
    return reached.stream().allMatch(node -> node.edges() != 0);
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

  /* Ways open with what is stored to. */
  private void followAll() {
    int done = 0;
    for (int known = -1; known != stores.size(); ) {
      known = stores.size();
      for (int i = 0; i < done; i++) {
        follow(reached.get(i));
      }
      for (; done < reached.size(); done++) {
        touch(reached.get(done));
        follow(reached.get(done));
      }
    }
  }

  private void touch(Prospects.Node node) {
    for (int i = 0; i < node.touches(); i++) {
      long touch = node.touch(i);
      add(StepTouches.isStore(touch) ? stores : loads, StepTouches.word(touch));
    }
  }

  private static void add(List<Long> set, long word) {
    if (!set.contains(word)) {
      set.add(word);
    }
  }

  private void follow(Prospects.Node node) {
    for (int i = 0; i < node.edges(); i++) {
      Prospects.Edge edge = node.edge(i);
      if (isOpen(node, edge) && edge.to().mark(mark)) {
        reached.add(edge.to());
      }
    }
  }

  private boolean isOpen(Prospects.Node node, Prospects.Edge edge) {
    return switch (edge.way()) {
      case FREE -> true;
      case ARRIVAL -> situation.isSent(node.cpu()) || stores.contains(InFlight.word(node.cpu()));
      case NMI -> situation.hasNmi();
      case MACHINE_CHECK -> situation.hasMachineCheck();
      case STEP -> isFound(node.loadedWord(), edge.found());
    };
  }

  private boolean isFound(long word, long what) {
    if (word == 0
        || word == StepTouches.ANYTHING
        || what == StepTouches.ANYTHING
        || what == StepTouches.NOTHING
        || stores.contains(word)) {
      return true;
    }
    long now = contents.applyAsLong(word);
    if (!asked.contains(word)) {
      asked.add(word);
      found.add(now);
    }
    return now == StepTouches.ANYTHING || what == now;
  }
}
