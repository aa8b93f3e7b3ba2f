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
  private final SearchStack stack;

  /* For each frame: its state, the number of that, the lowest state that it leads back to, who may be stuck. */
  private long[] hashes = new long[1024];
  private int[] numbers = new int[1024];
  private int[] lows = new int[1024];
  private int[] stuck = new int[1024];

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
    this.stack = new SearchStack(machine.arena());
    this.words = words;
    this.walker = walker;
    this.limits = limits;
    this.progress = progress;
  }

  /** Searches from the state that the machine is in. */
  Explorer.Outcome run() {
    first = machine.hash();
    machine.allActions(push(first));
    for (long round = 1; !stack.isEmpty(); round++) {
      stack.undo();
      if (stack.isExhausted()) {
        pop();
        continue;
      }
      Explorer.Outcome outcome = take(stack.next());
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
    long frames = stack.bytes() + (5L * hashes.length + 2L * open.length) * Integer.BYTES;
    return states.bytes() + 3 * (machine.arena().journalBytes() + frames) <= limits.bytes()
        && progress.reached(states.size(), walker.transitions(), stack.depth());
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
    int top = stack.frames() - 1;
    long hash = Walker.hash(machine, stop, action);
    int number = states.number(hash);
    if (number == 0) {
      walker.actions(stop, action, push(hash));
    } else if (number == ProgressStates.CLOSED) {
      stuck[top] &= states.stuck(hash);
    } else {
      lows[top] = Math.min(lows[top], number);
    }
    return states.size() > limits.states() ? Explorer.Outcome.BOUND : Explorer.Outcome.COMPLETE;
  }

  private ActionList push(long hash) {
    int top = stack.frames();
    if (top == hashes.length) {
      growFrames();
    }
    visited++;
    states.add(hash, visited, machine.waiting());
    if (opened == open.length) {
      open = Arrays.copyOf(open, opened * 2);
    }
    open[opened++] = hash;
    hashes[top] = hash;
    numbers[top] = visited;
    lows[top] = visited;
    stuck[top] = machine.inKernel();
    return stack.push();
  }

  private void growFrames() {
    int more = hashes.length * 2;
    hashes = Arrays.copyOf(hashes, more);
    numbers = Arrays.copyOf(numbers, more);
    lows = Arrays.copyOf(lows, more);
    stuck = Arrays.copyOf(stuck, more);
  }

  private void pop() {
    int top = stack.frames() - 1;
    if (lows[top] == numbers[top]) {
      close(top);
    }
    stack.pop();
    if (top > 0) {
      lows[top - 1] = Math.min(lows[top - 1], lows[top]);
      stuck[top - 1] &= stuck[top];
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
      path = Optional.of(stack.pathToTop());
      anyWaits |= waits;
    }
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
