package org.emukernel.scenarios.verify;

import java.util.Arrays;

/**
 * Visits every state that a machine can get into, depth first, with undo.
 *
 * <p>A state is visited where some CPU's next step could be noticed by others. From there each
 * action is taken in turn; a CPU that has executed something goes on alone as long as its steps
 * touch nothing that others touch, since their order then does not matter. An interrupt or NMI that
 * could arrive in between is an action of its own there.
 */
final class Explorer {

  /* Whoever waits for another CPU in a loop that no other has touched yet stops here. */
  private static final int MAX_ALONE = 2000;

  /** How a search ended. */
  enum Outcome {
    /** Every state was visited. */
    COMPLETE,
    /** A monitor fired; the path leads there. */
    VIOLATION,
    /** The limit of states was reached. */
    BOUND,
    /** A word that was taken for private is not: to begin again. */
    LEARNED
  }

  /** Where a CPU that went on alone stopped. */
  private enum Stop {
    /** Before a step that others could notice, or at rest. */
    STATE,
    /** Where an interrupt or NMI can arrive, before a step that nobody notices. */
    BORDER,
    /** A monitor fired. */
    VIOLATION
  }

  private final ExploredMachine machine;
  private final SharedWords words;
  private final long maxStates;
  private final StateSet visited = new StateSet();
  private final ActionList actions = new ActionList();

  /* For each frame: journal mark, first action, the next one. */
  private int[] marks = new int[1024];
  private int[] firsts = new int[1024];
  private int[] nexts = new int[1024];
  private int depth;
  private int maxDepth;
  private long transitions;

  Explorer(ExploredMachine machine, SharedWords words, long maxStates) {
    this.machine = machine;
    this.words = words;
    this.maxStates = maxStates;
  }

  Outcome run() {
    visit();
    while (depth > 0) {
      int top = depth - 1;
      machine.arena().undoTo(marks[top]);
      int end = actions.size();
      if (nexts[top] == end) {
        actions.cut(firsts[top]);
        depth--;
        continue;
      }
      int action = actions.get(nexts[top]++);
      Outcome outcome = take(action);
      if (outcome != Outcome.COMPLETE) {
        return outcome;
      }
    }
    return Outcome.COMPLETE;
  }

  private Outcome take(int action) {
    transitions++;
    machine.perform(action);
    Stop stop = Stop.STATE;
    if (!machine.violations().isEmpty()) {
      stop = Stop.VIOLATION;
    } else if (Action.kind(action).isExecuted()) {
      stop = goOnAlone(Action.cpu(action));
    }
    if (words.takeLearned()) {
      return Outcome.LEARNED;
    }
    switch (stop) {
      case VIOLATION:
        return Outcome.VIOLATION;
      case BORDER:
        push();
        machine.arrivals(Action.cpu(action), actions);
        actions.add(Action.of(Action.Kind.STEP, Action.cpu(action), 0));
        return Outcome.COMPLETE;
      default:
        machine.normalise(Action.cpu(action));
        visit();
        return visited.size() > maxStates ? Outcome.BOUND : Outcome.COMPLETE;
    }
  }

  private void visit() {
    if (visited.add(machine.hash())) {
      push();
      machine.allActions(actions);
    }
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

  private Stop goOnAlone(int cpu) {
    int step = Action.of(Action.Kind.STEP, cpu, 0);
    for (int steps = 0; steps < MAX_ALONE; steps++) {
      if (machine.isAtRest(cpu) || !machine.cpu(cpu).canStep()) {
        return Stop.STATE;
      }
      boolean border = machine.canArrive(cpu);
      int mark = machine.arena().mark();
      long before = machine.arena().hash();
      machine.perform(step);
      if (!machine.violations().isEmpty()) {
        return Stop.VIOLATION;
      }
      if (machine.wasVisible(cpu)) {
        machine.arena().undoTo(mark);
        return Stop.STATE;
      }
      if (border) {
        machine.arena().undoTo(mark);
        return Stop.BORDER;
      }
      if (machine.arena().hash() == before) {
        return Stop.STATE;
      }
      transitions++;
    }
    return Stop.STATE;
  }

  long states() {
    return visited.size();
  }

  long transitions() {
    return transitions;
  }

  int maxDepth() {
    return maxDepth;
  }
}
