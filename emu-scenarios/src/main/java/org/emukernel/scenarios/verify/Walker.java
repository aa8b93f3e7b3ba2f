package org.emukernel.scenarios.verify;

import java.util.Optional;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.cli.ScenarioVerifier;

/**
 * Takes one action and whatever follows from it without a choice: a CPU that has executed something
 * goes on alone as long as its steps touch nothing that others touch, since the order of such steps
 * does not matter. Where an interrupt or NMI could arrive in between and it matters on which side
 * of a step, it stops.
 */
final class Walker {

  /* Whoever waits for another CPU in a loop of words that no other has touched yet stops here. */
  private static final int MAX_ALONE = 2000;

  /** Where an action has led. */
  enum Stop {
    /** Each CPU is at rest or before a step that others could notice. */
    STATE,
    /**
     * The CPU is before a step that nobody else notices, and an interrupt or NMI can arrive that
     * would.
     */
    BORDER,
    /** As {@link #STATE}, but it has yet to be found out whether others could notice the step. */
    UNKNOWN,
    /** A monitor fired. */
    VIOLATION,
    /** Nowhere yet: the CPU goes on alone. */
    NONE
  }

  /** Hears of every step that is made. */
  interface Listener {

    /** Nobody listens. */
    Listener NONE = new Listener() {};

    /** An action or step is about to be made. */
    default void before(int action) {}

    /** It was made, and stays made. */
    default void after(int action) {}
  }

  private final Explorable machine;
  private final ScenarioVerifier.Reduction reduction;
  private final Listener listener;
  private Optional<Violation> violation = Optional.empty();
  private long transitions;

  Walker(Explorable machine, ScenarioVerifier.Reduction reduction, Listener listener) {
    this.machine = machine;
    this.reduction = reduction;
    this.listener = listener;
  }

  /** Takes an action. */
  Stop take(int action) {
    listener.before(action);
    machine.perform(action);
    transitions++;
    listener.after(action);
    if (isViolated()) {
      return Stop.VIOLATION;
    }
    int cpu = Action.cpu(action);
    Stop stop =
        Action.kind(action).isExecuted() && reduction == ScenarioVerifier.Reduction.ON
            ? goOnAlone(cpu)
            : Stop.STATE;
    if (stop != Stop.VIOLATION) {
      letHardwareAct();
    }
    machine.normalise(cpu);
    return stop;
  }

  /* What it does is none of its CPU's steps, and nobody is told. */
  private void letHardwareAct() {
    for (int action = machine.atOnce(); action != Action.NONE; action = machine.atOnce()) {
      listener.before(action);
      machine.perform(action);
      transitions++;
      listener.after(action);
    }
  }

  private boolean isViolated() {
    violation = machine.takeViolation();
    return violation.isPresent();
  }

  private Stop goOnAlone(int cpu) {
    int step = Action.of(Action.Kind.STEP, cpu, 0);
    for (int steps = 0; steps < MAX_ALONE && canGoOn(cpu); steps++) {
      long before = machine.arena().hash();
      listener.before(step);
      Stop stop = goOn(cpu);
      if (stop == Stop.VIOLATION) {
        listener.after(step);
      }
      if (stop != Stop.NONE) {
        return stop;
      }
      transitions++;
      listener.after(step);
      if (machine.arena().hash() == before) {
        return Stop.STATE;
      }
    }
    return Stop.STATE;
  }

  private boolean canGoOn(int cpu) {
    return !machine.isAtRest(cpu) && machine.canStep(cpu);
  }

  /* Makes one step; takes it back where the CPU is to stop before it. */
  private Stop goOn(int cpu) {
    long arrivable = machine.arrivable(cpu);
    boolean shown = arrivable != 0 && machine.showsArrivals(cpu);
    int mark = machine.arena().mark();
    machine.goOn(cpu);
    if (isViolated()) {
      return Stop.VIOLATION;
    }
    if (machine.wasVisible(cpu)) {
      Stop stop = machine.wasUnknown(cpu) ? Stop.UNKNOWN : Stop.STATE;
      machine.arena().undoTo(mark);
      return stop;
    }
    long minding = arrivable == 0 ? 0 : arrivable & machine.minding(cpu, mark);
    if (minding != 0) {
      machine.arena().undoTo(mark);
      if (!machine.leaveNothing(cpu, minding)) {
        return shown ? Stop.STATE : Stop.BORDER;
      }
      machine.goOn(cpu);
    }
    return Stop.NONE;
  }

  /**
   * {@return whether a CPU that has stopped as {@link Stop#UNKNOWN} would go on, by what is known
   * now} The machine stays where it is.
   */
  boolean wouldGoOn(int cpu) {
    int mark = machine.arena().mark();
    long before = machine.arena().hash();
    boolean goesOn = canGoOn(cpu) && goOn(cpu) == Stop.NONE && machine.arena().hash() != before;
    machine.arena().undoTo(mark);
    return goesOn;
  }

  /**
   * {@return a hash of the state in which an action has left a machine} Where a CPU is at a border,
   * not everything may happen next, and it matters which CPU.
   */
  static long hash(Explorable machine, Stop stop, int action) {
    return machine.hash() + border(stop, action);
  }

  /** {@return 0, or at a border whose it is: 1 and more} */
  static int border(Stop stop, int action) {
    return stop == Stop.BORDER ? 1 + Action.cpu(action) : 0;
  }

  /** Adds what may happen next where {@link #take} has stopped. */
  void actions(Stop stop, int lastAction, ActionList into) {
    if (stop == Stop.BORDER) {
      machine.arrivals(Action.cpu(lastAction), into);
      into.add(Action.of(Action.Kind.STEP, Action.cpu(lastAction), 0));
    } else {
      machine.allActions(into);
    }
  }

  /** {@return what the monitor said} */
  Violation violation() {
    return violation.orElseThrow();
  }

  /** {@return steps made, of CPUs and of the hardware beside them} */
  long transitions() {
    return transitions;
  }
}
