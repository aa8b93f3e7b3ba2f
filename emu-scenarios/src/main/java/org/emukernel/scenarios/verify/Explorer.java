package org.emukernel.scenarios.verify;

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

  /**
   * Other threads of the same search.
   *
   * @param exchange of states to go on from
   * @param grapevine by which this one hears what they find out
   */
  record Partners(Exchange exchange, Grapevine grapevine) {}

  private static final int ASK_EVERY = 1 << 12;

  /* Whoever waits for another CPU in a loop of borders stops here. */
  private static final int MAX_KNOWN = 2000;

  /* To give something away takes as long as some hundred rounds. */
  private static final int GIVE_EVERY = 1 << 10;

  /*
   * What CPUs may come to is learned all the time, and most of it early. To begin again for each of it would take too long, to begin again
   * only at the end, too; of many states less is to be lost.
   */
  private static final long FIRST_LOOK = 50;
  private static final long MANY = 10_000;

  private final Explorable machine;
  private final SharedWords words;
  private final Walker walker;
  private final Limits limits;
  private final ScenarioVerifier.Progress progress;
  private final VisitedStates visited;
  private final Optional<Partners> partners;
  private final SearchStack stack;
  private int maxDepth;
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
   * @param partners that search with it
   */
  Explorer(
      Explorable machine,
      SharedWords words,
      Walker walker,
      Limits limits,
      ScenarioVerifier.Progress progress,
      VisitedStates visited,
      Optional<Partners> partners) {
    this.machine = machine;
    this.words = words;
    this.walker = walker;
    this.limits = limits;
    this.progress = progress;
    this.visited = visited;
    this.partners = partners;
    this.stack = new SearchStack(machine.arena());
    machine.begin();
  }

  /** Searches from the state that the machine is in. */
  Outcome run() {
    visited.add(machine);
    machine.allActions(push());
    return goOn();
  }

  /** Searches from there if no other thread does, and then whatever others give away. */
  Outcome work() throws InterruptedException {
    Exchange from = exchange();
    Outcome outcome = from.begins() ? run() : Outcome.COMPLETE;
    while (outcome == Outcome.COMPLETE) {
      Optional<SearchStack.Part> part = from.next();
      if (part.isEmpty()) {
        break;
      }
      takeOver(part.get());
      outcome = goOn();
    }
    return outcome;
  }

  private void takeOver(SearchStack.Part part) {
    stack.undoAll();
    stack.takeOver(part, machine.goTo(part.state(), part.journal()));
  }

  private Exchange exchange() {
    return partners.orElseThrow().exchange;
  }

  private boolean isOver() {
    return partners.isPresent() && exchange().isOver();
  }

  private Outcome goOn() {
    for (round++; !stack.isEmpty() && !isOver(); round++) {
      partners.ifPresent(all -> all.grapevine.listen());
      if (visited.size() > lookedAt) {
        lookedAt += lookedAt < MANY ? lookedAt : lookedAt / 4;
        if (hasLearned()) {
          return Outcome.LEARNED;
        }
      }
      stack.undo();
      askAgain();
      if (stack.isExhausted()) {
        stack.pop();
        continue;
      }
      if (isWanted()) {
        stack.giveAway().ifPresent(exchange()::give);
        continue;
      }
      Outcome outcome = take(stack.next());
      if (outcome != Outcome.COMPLETE) {
        return outcome;
      }
      if (round % ASK_EVERY == 0 && !goesOn()) {
        return Outcome.BOUND;
      }
    }
    return hasLearned() ? Outcome.LEARNED : Outcome.COMPLETE;
  }

  /*
   * A CPU has stopped since nothing was known yet of what others do. When it has gone on, and all that follows from there was tried, that
   * is mostly known: if it need not have stopped, then nothing else need be tried from here. That it has come to a state that was not
   * known, and not to a border, where only its own CPU may act, sees to it that others get their turn: on each loop of states one has all
   * tried from it.
   */
  private void askAgain() {
    if (stack.isInQuestion()) {
      stack.settle();
      if (walker.wouldGoOn(Action.cpu(stack.first()))) {
        stack.dropUntried();
      }
    }
  }

  private boolean hasLearned() {
    return words.takeLearned() || machine.wasWrong();
  }

  /* Arrays are doubled, and then the old one is there too. */
  private long bytes() {
    long own = 3 * (machine.arena().journalBytes() + stack.bytes());
    return visited.bytes() + own * partners.map(all -> all.exchange.threads()).orElse(1);
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
    boolean isNew = visited.add(machine, Walker.border(stop, action));
    boolean border = stop == Walker.Stop.BORDER;
    if (!isNew || border) {
      stack.settle();
    }
    if (isNew) {
      goOnFrom(stop, action);
    } else if (border) {
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
      push().add(step);
    } else if (visited.add(machine)) {
      goOnFrom(Walker.Stop.STATE, action);
    }
  }

  /* A walk changes much several times. */
  private void goOnFrom(Walker.Stop stop, int action) {
    stack.compact();
    walker.actions(stop, action, push());
    if (stop == Walker.Stop.UNKNOWN) {
      stack.setProvisional(Action.of(Action.Kind.STEP, Action.cpu(action), 0));
    }
  }

  private boolean isWanted() {
    if (partners.isEmpty() || !exchange().isHungry() || round - givenAt < GIVE_EVERY) {
      return false;
    }
    givenAt = round;
    return true;
  }

  private ActionList push() {
    ActionList actions = stack.push();
    maxDepth = Math.max(maxDepth, stack.depth());
    return actions;
  }

  /** {@return the actions that led to the violation} */
  int[] path() {
    return stack.path();
  }

  long states() {
    return visited.size();
  }

  int maxDepth() {
    return maxDepth;
  }
}
