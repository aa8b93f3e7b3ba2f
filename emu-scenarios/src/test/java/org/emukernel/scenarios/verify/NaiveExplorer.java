package org.emukernel.scenarios.verify;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;

/**
 * Visits every state as plainly as can be, to say what {@link Explorer} must find: states are kept
 * whole and compared whole, and going back to one writes its contents into the machine. Neither
 * undo nor hash is used; of the journal only what it says of where was written.
 *
 * <p>A state's contents are kept in parts (each CPU's slots, each page of memory), of which equal
 * ones are kept once, and a state is the numbers of its parts (Holzmann, "State Compression in
 * SPIN", 1997, "collapse").
 */
final class NaiveExplorer {

  private static final int MAX_ALONE = 2000;

  private final Explorable machine;
  private final Reduction reduction;
  private final Supplier<Set<Object>> translations;
  private final MachineParts parts;
  private final Map<Set<Object>, Integer> translationSets = new HashMap<>();
  private final Set<State> visited = new HashSet<>();
  private final Deque<Frame> open = new ArrayDeque<>();
  private Optional<Violation> violation = Optional.empty();

  /* Numbers of parts; equal if the numbers are. */
  private record State(int[] numbers, int border) {

    @Override
    public boolean equals(Object other) {
      return other instanceof State state
          && border == state.border
          && Arrays.equals(numbers, state.numbers);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(numbers);
    }
  }

  /* Where to go on: with every action, or behind a border with one CPU's. */
  private record Frame(int[] numbers, Walker.Stop stop, boolean isNew, int lastAction) {}

  /**
   * Makes a search from the state that the machine is in.
   *
   * @param reduction whether steps that nobody can notice are made without interleaving
   * @param translations those cached translations that are part of a state; the others hold what a
   *     walk would say
   */
  NaiveExplorer(Explorable machine, Reduction reduction, Supplier<Set<Object>> translations) {
    this.machine = machine;
    this.reduction = reduction;
    this.translations = translations;
    this.parts = new MachineParts(machine.arena());
  }

  /** {@return COMPLETE, or VIOLATION where a monitor fired} */
  Explorer.Outcome run() {
    int[] first = parts.current();
    visited.add(state(first, 0));
    open.addLast(new Frame(first, Walker.Stop.STATE, true, 0));
    while (!open.isEmpty()) {
      Frame frame = open.removeLast();
      parts.restore(frame.numbers);
      ActionList actions = actions(frame);
      for (int i = 0; i < actions.size(); i++) {
        parts.restore(frame.numbers);
        int action = actions.get(i);
        Walker.Stop stop = take(action);
        if (stop == Walker.Stop.VIOLATION) {
          return Explorer.Outcome.VIOLATION;
        }
        int[] numbers = parts.current();
        int border = Walker.border(stop, action);
        boolean isNew = visited.add(state(numbers, border));
        if (isNew || border != 0) {
          open.addLast(new Frame(numbers, stop, isNew, action));
        }
      }
    }
    return Explorer.Outcome.COMPLETE;
  }

  private ActionList actions(Frame frame) {
    ActionList actions = new ActionList();
    if (frame.stop == Walker.Stop.BORDER) {
      int cpu = Action.cpu(frame.lastAction);
      if (frame.isNew) {
        machine.arrivals(cpu, actions);
      }
      actions.add(Action.of(Action.Kind.STEP, cpu, 0));
    } else {
      machine.allActions(actions);
    }
    return actions;
  }

  private Walker.Stop take(int action) {
    machine.perform(action);
    if (isViolated()) {
      return Walker.Stop.VIOLATION;
    }
    int cpu = Action.cpu(action);
    boolean goesOn = reduction == Reduction.ON && Action.kind(action).isExecuted();
    Walker.Stop stop = goesOn ? goOnAlone(cpu) : Walker.Stop.STATE;
    for (int next = machine.atOnce(); next != Action.NONE; next = machine.atOnce()) {
      machine.perform(next);
    }
    machine.normalise(cpu);
    return stop;
  }

  private boolean isViolated() {
    violation = machine.takeViolation();
    return violation.isPresent();
  }

  private Walker.Stop goOnAlone(int cpu) {
    for (int steps = 0; steps < MAX_ALONE; steps++) {
      if (machine.isAtRest(cpu) || !machine.canStep(cpu)) {
        return Walker.Stop.STATE;
      }
      long arrivable = machine.arrivable(cpu);
      boolean shown = machine.showsArrivals(cpu);
      int[] before = parts.current();
      int mark = machine.arena().mark();
      machine.goOn(cpu);
      if (isViolated()) {
        return Walker.Stop.VIOLATION;
      }
      if (machine.wasVisible(cpu)) {
        parts.restore(before);
        return Walker.Stop.STATE;
      }
      long minding = arrivable == 0 ? 0 : arrivable & machine.minding(cpu, mark);
      if (minding != 0) {
        parts.restore(before);
        if (!machine.leaveNothing(cpu, minding)) {
          return shown ? Walker.Stop.STATE : Walker.Stop.BORDER;
        }
        machine.goOn(cpu);
      }
      int[] after = parts.current();
      if (Arrays.equals(parts.withoutObservers(after), parts.withoutObservers(before))) {
        return Walker.Stop.STATE;
      }
    }
    return Walker.Stop.STATE;
  }

  private State state(int[] numbers, int border) {
    int[] key = parts.withoutObservers(numbers);
    Set<Object> held = translations.get();
    key[key.length - 1] = translationSets.computeIfAbsent(held, all -> translationSets.size());
    return new State(key, border);
  }

  /** {@return what the monitor said} */
  Optional<Violation> violation() {
    return violation;
  }

  long states() {
    return visited.size();
  }
}
