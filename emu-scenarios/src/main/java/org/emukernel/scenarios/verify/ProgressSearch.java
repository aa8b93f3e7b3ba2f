package org.emukernel.scenarios.verify;

import java.util.Arrays;
import java.util.Optional;
import org.emukernel.scenarios.cli.ScenarioVerifier;

/**
 * Looks for states from which a CPU never comes back to user mode, whatever happens: it waits for
 * an acknowledgement, a lock or anything else that nobody can give it any more.
 *
 * <p>Visits every state once more, depth first, and takes the strongly connected components of
 * their graph as it leaves them (Tarjan, "Depth-First Search and Linear Graph Algorithms", 1972). A
 * CPU is stuck in a component if it is in the kernel in all of its states and stuck in every
 * component behind it. So a CPU is not stuck as long as anything that may still happen brings it
 * back: waiting that a fair scheduler, an interrupt that arrives at last or a store that becomes
 * visible at last would end is none.
 */
final class ProgressSearch {

  private static final int ASK_EVERY = 1 << 12;

  private final ExploredMachine machine;
  private final SharedWords words;
  private final Walker walker;
  private final Explorer.Limits limits;
  private final ScenarioVerifier.Progress progress;
  private final ProgressStates states = new ProgressStates();
  private final ActionList actions = new ActionList();

  /* For each frame: journal mark, first action, the next one, its state, the lowest state that it leads back to, who may be stuck. */
  private int[] marks = new int[1024];
  private int[] firsts = new int[1024];
  private int[] nexts = new int[1024];
  private long[] hashes = new long[1024];
  private int[] numbers = new int[1024];
  private int[] lows = new int[1024];
  private int[] stuck = new int[1024];
  private int depth;

  /* Visited states whose component is not known yet. */
  private long[] open = new long[1024];
  private int opened;

  private int visited;
  private long first;
  private boolean anyWaits;
  private Optional<int[]> path = Optional.empty();

  ProgressSearch(
      ExploredMachine machine,
      SharedWords words,
      Walker walker,
      Explorer.Limits limits,
      ScenarioVerifier.Progress progress) {
    this.machine = machine;
    this.words = words;
    this.walker = walker;
    this.limits = limits;
    this.progress = progress;
  }

  /** Searches from the state that the machine is in. */
  Explorer.Outcome run() {
    first = machine.hash();
    push(first);
    machine.allActions(actions);
    for (long round = 1; depth > 0; round++) {
      int top = depth - 1;
      machine.arena().undoTo(marks[top]);
      if (nexts[top] == actions.size()) {
        pop();
        continue;
      }
      Explorer.Outcome outcome = take(actions.get(nexts[top]++));
      if (outcome != Explorer.Outcome.COMPLETE) {
        return outcome;
      }
      if (round % ASK_EVERY == 0 && !goesOn()) {
        return Explorer.Outcome.BOUND;
      }
    }
    if (words.takeLearned() || machine.wasWrong()) {
      return Explorer.Outcome.LEARNED;
    }
    return path.isPresent() ? Explorer.Outcome.VIOLATION : Explorer.Outcome.COMPLETE;
  }

  private boolean goesOn() {
    long frames = (6L * marks.length + actions.capacity() + 2L * open.length) * Integer.BYTES;
    return states.bytes() + 3 * (machine.arena().journalBytes() + frames) <= limits.bytes()
        && progress.reached(states.size(), walker.transitions(), depth);
  }

  private Explorer.Outcome take(int action) {
    Walker.Stop stop = walker.take(action);
    if (words.takeLearned()) {
      return Explorer.Outcome.LEARNED;
    }
    if (stop == Walker.Stop.VIOLATION) {
      throw new IllegalStateException(
          "only this search sees a violation: " + walker.violation().cause());
    }
    int top = depth - 1;
    long hash = Walker.hash(machine, stop, action);
    int number = states.number(hash);
    if (number == 0) {
      push(hash);
      walker.actions(stop, action, actions);
    } else if (number == ProgressStates.CLOSED) {
      stuck[top] &= states.stuck(hash);
    } else {
      lows[top] = Math.min(lows[top], number);
    }
    return states.size() > limits.states() ? Explorer.Outcome.BOUND : Explorer.Outcome.COMPLETE;
  }

  private void push(long hash) {
    if (depth == marks.length) {
      growFrames();
    }
    visited++;
    states.add(hash, visited, machine.waiting());
    if (opened == open.length) {
      open = Arrays.copyOf(open, opened * 2);
    }
    open[opened++] = hash;
    marks[depth] = machine.arena().mark();
    firsts[depth] = actions.size();
    nexts[depth] = actions.size();
    hashes[depth] = hash;
    numbers[depth] = visited;
    lows[depth] = visited;
    stuck[depth] = machine.inKernel();
    depth++;
  }

  private void growFrames() {
    int more = depth * 2;
    marks = Arrays.copyOf(marks, more);
    firsts = Arrays.copyOf(firsts, more);
    nexts = Arrays.copyOf(nexts, more);
    hashes = Arrays.copyOf(hashes, more);
    numbers = Arrays.copyOf(numbers, more);
    lows = Arrays.copyOf(lows, more);
    stuck = Arrays.copyOf(stuck, more);
  }

  private void pop() {
    int top = depth - 1;
    if (lows[top] == numbers[top]) {
      close(top);
    }
    actions.cut(firsts[top]);
    depth--;
    if (depth > 0) {
      lows[depth - 1] = Math.min(lows[depth - 1], lows[top]);
      stuck[depth - 1] &= stuck[top];
    }
  }

  /* All states since this frame's are one component, and everything behind it is known. */
  private void close(int top) {
    long last;
    boolean waits = false;
    do {
      last = open[--opened];
      states.close(last, stuck[top]);
      waits |= states.stuckWaiting(last) != 0;
    } while (last != hashes[top]);
    if (stuck[top] != 0 && (path.isEmpty() || waits && !anyWaits)) {
      path = Optional.of(way());
      anyWaits |= waits;
    }
  }

  /* To the state of the top frame, whose own actions have all been taken. */
  private int[] way() {
    int[] way = new int[depth - 1];
    for (int i = 0; i < way.length; i++) {
      way[i] = actions.get(nexts[i] - 1);
    }
    return way;
  }

  /** {@return actions that lead to where a CPU is stuck} */
  int[] path() {
    return path.orElseThrow();
  }

  /** {@return the CPUs that are stuck in the state that the search began in, a bit each} */
  int stuckAtFirst() {
    return states.stuck(first);
  }

  /**
   * {@return whether a CPU is stuck where an action has led a machine, and waits for an
   * acknowledgement if any that is stuck ever does}
   */
  boolean isStuck(ExploredMachine where, Walker.Stop stop, int action) {
    long hash = Walker.hash(where, stop, action);
    return (anyWaits ? states.stuckWaiting(hash) : states.stuck(hash)) != 0;
  }

  /** {@return the CPUs that are stuck where an action has led a machine, a bit each} */
  int stuck(ExploredMachine where, Walker.Stop stop, int action) {
    return states.stuck(Walker.hash(where, stop, action));
  }
}
