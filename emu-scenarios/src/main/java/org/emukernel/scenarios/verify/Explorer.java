package org.emukernel.scenarios.verify;

import java.util.Arrays;
import java.util.Optional;
import org.emukernel.scenarios.cli.ScenarioVerifier;

/**
 * Visits every state that a machine can get into, depth first, with undo. Where {@link Walker}
 * stops each action is taken in turn.
 */
final class Explorer {

  /** How a search ended. */
  enum Outcome {
    /** Every state was visited. */
    COMPLETE,
    /** A monitor fired; {@link #path} leads there. */
    VIOLATION,
    /** The limit of states was reached, or somebody asked to stop. */
    BOUND,
    /** A word that was taken for private is not: to begin again. */
    LEARNED
  }

  /**
   * Where a search gives up.
   *
   * @param states after so many states
   * @param bytes when its sets take so much memory
   */
  record Limits(long states, long bytes) {}

  private static final int ASK_EVERY = 1 << 12;

  /* Whoever waits for another CPU in a loop of borders stops here. */
  private static final int MAX_KNOWN = 2000;

  /* To say what differs from the first state takes as long as some hundred rounds. */
  private static final int GIVE_EVERY = 1 << 10;

  /*
   * What CPUs may come to is learned all the time, and most of it early. To begin again for each of it would take too long, to begin again
   * only at the end, too.
   */
  private static final long FIRST_LOOK = 50;

  private final Explorable machine;
  private final SharedWords words;
  private final Walker walker;
  private final Limits limits;
  private final ScenarioVerifier.Progress progress;
  private final VisitedStates visited;
  private final Optional<Exchange> exchange;
  private final int root;
  private final ActionList actions = new ActionList();

  /* For each frame: journal mark, first action, the next one. */
  private int[] marks = new int[1024];
  private int[] firsts = new int[1024];
  private int[] nexts = new int[1024];
  private int depth;
  private int maxDepth;
  private int[] before = {};
  private int known;
  private long round;
  private long givenAt;
  private long lookedAt = FIRST_LOOK;

  /**
   * Makes a search.
   *
   * @param progress asked now and then whether to go on
   */
  Explorer(
      Explorable machine,
      SharedWords words,
      Walker walker,
      Limits limits,
      ScenarioVerifier.Progress progress) {
    this(
        machine,
        words,
        walker,
        limits,
        progress,
        new HashedStates(StateSet.Width.BITS_64),
        Optional.empty());
  }

  /**
   * Makes a search, or one thread's part of it.
   *
   * @param visited what was visited, by whomever
   * @param exchange with other threads
   */
  Explorer(
      Explorable machine,
      SharedWords words,
      Walker walker,
      Limits limits,
      ScenarioVerifier.Progress progress,
      VisitedStates visited,
      Optional<Exchange> exchange) {
    this.machine = machine;
    this.words = words;
    this.walker = walker;
    this.limits = limits;
    this.progress = progress;
    this.visited = visited;
    this.exchange = exchange;
    this.root = machine.arena().mark();
    machine.begin();
  }

  /** Searches from the state that the machine is in. */
  Outcome run() {
    visited.add(machine);
    return goOn();
  }

  /** Goes on from states of the exchange as long as there are any. */
  Outcome work() throws InterruptedException {
    Exchange from = exchange.orElseThrow();
    for (Optional<Exchange.Task> task = from.next(); task.isPresent(); task = from.next()) {
      machine.arena().undoTo(root);
      machine.goTo(task.get().state());
      before = task.get().path();
      Outcome outcome = goOn();
      if (outcome != Outcome.COMPLETE) {
        return outcome;
      }
    }
    return Outcome.COMPLETE;
  }

  private boolean isOver() {
    return exchange.isPresent() && exchange.get().isOver();
  }

  private Outcome goOn() {
    push();
    machine.allActions(actions);
    for (round++; depth > 0 && !isOver(); round++) {
      if (visited.size() > lookedAt) {
        lookedAt *= 2;
        if (hasLearned()) {
          return Outcome.LEARNED;
        }
      }
      int top = depth - 1;
      machine.arena().undoTo(marks[top]);
      if (nexts[top] == actions.size()) {
        actions.cut(firsts[top]);
        depth--;
        continue;
      }
      Outcome outcome = take(actions.get(nexts[top]++));
      if (outcome != Outcome.COMPLETE) {
        return outcome;
      }
      if (round % ASK_EVERY == 0 && !goesOn()) {
        return Outcome.BOUND;
      }
    }
    return hasLearned() ? Outcome.LEARNED : Outcome.COMPLETE;
  }

  private boolean hasLearned() {
    return words.takeLearned() || machine.wasWrong();
  }

  /* Arrays are doubled, and then the old one is there too. */
  private long bytes() {
    long frames = (3L * marks.length + actions.capacity()) * Integer.BYTES;
    long own = 3 * (machine.arena().journalBytes() + frames);
    return visited.bytes() + own * exchange.map(Exchange::threads).orElse(1);
  }

  private boolean goesOn() {
    return bytes() <= limits.bytes
        && progress.reached(visited.size(), walker.transitions(), maxDepth);
  }

  private Outcome take(int action) {
    Walker.Stop stop = walker.take(action);
    if (stop == Walker.Stop.VIOLATION) {
      return words.takeLearned() ? Outcome.LEARNED : Outcome.VIOLATION;
    }
    if (visited.add(machine, Walker.border(stop, action))) {
      if (stop == Walker.Stop.STATE && isWanted()) {
        exchange.orElseThrow().give(task());
      } else {
        goOnFrom(stop, action);
      }
    } else if (stop == Walker.Stop.BORDER) {
      goOnBehind(action);
      return Outcome.COMPLETE;
    }
    known = 0;
    return visited.size() > limits.states ? Outcome.BOUND : Outcome.COMPLETE;
  }

  /*
   * What may arrive at a border is tried once. Whoever comes there again goes on all the same, to a state where all others may: so no
   * loop of borders can hide them, whoever has come to which of these first.
   */
  private void goOnBehind(int action) {
    int step = Action.of(Action.Kind.STEP, Action.cpu(action), 0);
    known++;
    if (known < MAX_KNOWN) {
      push();
      actions.add(step);
    } else if (visited.add(machine)) {
      goOnFrom(Walker.Stop.STATE, action);
    }
  }

  /* A walk changes much several times. */
  private void goOnFrom(Walker.Stop stop, int action) {
    machine.arena().compact(marks[depth - 1]);
    push();
    walker.actions(stop, action, actions);
  }

  private boolean isWanted() {
    if (exchange.isEmpty() || !exchange.get().isHungry() || round - givenAt < GIVE_EVERY) {
      return false;
    }
    givenAt = round;
    return true;
  }

  private Exchange.Task task() {
    return new Exchange.Task(machine.arena().changesSince(root), path());
  }

  private void push() {
    if (depth == marks.length) {
      marks = Arrays.copyOf(marks, depth * 2);
      firsts = Arrays.copyOf(firsts, depth * 2);
      nexts = Arrays.copyOf(nexts, depth * 2);
    }
    marks[depth] = machine.arena().mark();
    firsts[depth] = actions.size();
    nexts[depth] = actions.size();
    depth++;
    maxDepth = Math.max(maxDepth, before.length + depth);
  }

  /** {@return the actions that led to the violation} */
  int[] path() {
    int[] path = Arrays.copyOf(before, before.length + depth);
    for (int i = 0; i < depth; i++) {
      path[before.length + i] = actions.get(nexts[i] - 1);
    }
    return path;
  }

  long states() {
    return visited.size();
  }

  int maxDepth() {
    return maxDepth;
  }
}
