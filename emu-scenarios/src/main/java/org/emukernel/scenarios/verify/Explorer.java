package org.emukernel.scenarios.verify;

import java.util.Arrays;
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

  private final Explorable machine;
  private final SharedWords words;
  private final Walker walker;
  private final Limits limits;
  private final ScenarioVerifier.Progress progress;
  private final StateSet visited = new StateSet();
  private final ActionList actions = new ActionList();

  /* For each frame: journal mark, first action, the next one. */
  private int[] marks = new int[1024];
  private int[] firsts = new int[1024];
  private int[] nexts = new int[1024];
  private int depth;
  private int maxDepth;

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
    this.machine = machine;
    this.words = words;
    this.walker = walker;
    this.limits = limits;
    this.progress = progress;
  }

  /** Searches from the state that the machine is in. */
  Outcome run() {
    visited.add(machine.hash());
    push();
    machine.allActions(actions);
    for (long round = 1; depth > 0; round++) {
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
    return Outcome.COMPLETE;
  }

  /* Arrays are doubled, and then the old one is there too. */
  private long bytes() {
    long frames = (3L * marks.length + actions.capacity()) * Integer.BYTES;
    return visited.bytes() + 3 * (machine.arena().journalBytes() + frames);
  }

  private boolean goesOn() {
    return bytes() <= limits.bytes
        && progress.reached(visited.size(), walker.transitions(), maxDepth);
  }

  private Outcome take(int action) {
    Walker.Stop stop = walker.take(action);
    if (words.takeLearned()) {
      return Outcome.LEARNED;
    }
    if (stop == Walker.Stop.VIOLATION) {
      return Outcome.VIOLATION;
    }
    if (stop == Walker.Stop.BORDER || visited.add(machine.hash())) {
      push();
      walker.actions(stop, action, actions);
    }
    return visited.size() > limits.states ? Outcome.BOUND : Outcome.COMPLETE;
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
    maxDepth = Math.max(maxDepth, depth);
  }

  /** {@return the actions that led to the violation} */
  int[] path() {
    int[] path = new int[depth];
    for (int i = 0; i < depth; i++) {
      path[i] = actions.get(nexts[i] - 1);
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
