package org.emukernel.scenarios.verify;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Visits every state as plainly as can be, to say what {@link Explorer} must find: every action is
 * a choice, states are kept whole and compared whole, and going back to one writes its contents
 * into the machine. Neither undo nor hash is used; of the journal only what it says of where was
 * written.
 *
 * <p>A state's contents are kept in parts (each CPU's slots, each page of memory), of which equal
 * ones are kept once, and a state is the numbers of its parts (Holzmann, "State Compression in
 * SPIN", 1997, "collapse").
 */
final class NaiveExplorer {

  private final Explorable machine;
  private final Supplier<List<String>> translations;
  private final MachineParts parts;
  private final Map<List<String>, Integer> translationSets = new HashMap<>();
  private final Set<State> visited = new HashSet<>();
  private final Deque<int[]> open = new ArrayDeque<>();
  private long transitions;

  /* Numbers of parts; equal if the numbers are. */
  private record State(int[] numbers) {

    @Override
    public boolean equals(Object other) {
      return other instanceof State state && Arrays.equals(numbers, state.numbers);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(numbers);
    }
  }

  /**
   * Makes a search from the state that the machine is in.
   *
   * @param translations those TLB entries that are part of a state; the others hold what a walk
   *     would say
   */
  NaiveExplorer(Explorable machine, Supplier<List<String>> translations) {
    this.machine = machine;
    this.translations = translations;
    this.parts = new MachineParts(machine.arena());
  }

  /** {@return COMPLETE, or VIOLATION where a monitor fired} */
  Explorer.Outcome run() {
    visit();
    while (!open.isEmpty()) {
      int[] from = open.removeLast();
      parts.restore(from);
      ActionList actions = new ActionList();
      machine.allActions(actions);
      for (int i = 0; i < actions.size(); i++) {
        parts.restore(from);
        int action = actions.get(i);
        machine.perform(action);
        transitions++;
        if (machine.takeViolation().isPresent()) {
          return Explorer.Outcome.VIOLATION;
        }
        machine.normalise(Action.cpu(action));
        visit();
      }
    }
    return Explorer.Outcome.COMPLETE;
  }

  private void visit() {
    int[] numbers = parts.current();
    if (visited.add(state(numbers))) {
      open.addLast(numbers);
    }
  }

  private State state(int[] numbers) {
    int[] key = parts.withoutObservers(numbers);
    List<String> held = List.copyOf(translations.get());
    key[key.length - 1] = translationSets.computeIfAbsent(held, all -> translationSets.size());
    return new State(key);
  }

  long states() {
    return visited.size();
  }

  long transitions() {
    return transitions;
  }
}
