package org.emukernel.scenarios.verify;

import java.util.Optional;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.JournalPart;
import org.emukernel.api.arena.StateDelta;
import org.emukernel.api.verdict.Violation;

/**
 * What can be searched: says which actions are possible, does one, and says whether others could
 * have noticed. Its state is an arena's.
 */
interface Explorable {

  /** {@return where all of its state is} */
  Arena arena();

  /** {@return a hash of the state, the same for states that are to count as one} */
  long hash();

  /** {@return 64 further bits of hash} */
  default long secondHash() {
    throw new UnsupportedOperationException("a hash of 128 bits");
  }

  /** {@return the whole state, the same for states that are to count as one} */
  default long[] whole() {
    throw new UnsupportedOperationException("whole states");
  }

  /**
   * Goes from the first state to one that another machine, which is alike, was in.
   *
   * @param since what that has done afterwards, to be done too
   * @return the journal before that
   */
  default int goTo(StateDelta state, JournalPart since) {
    arena().apply(state);
    int mark = arena().mark();
    arena().redo(since);
    return mark;
  }

  /** Adds what may happen next, whoever does it. */
  void allActions(ActionList into);

  /** Adds the interrupts and NMIs that a CPU can take now. */
  void arrivals(int cpu, ActionList into);

  /** {@return what can interrupt a CPU now: a bit for each {@link Interruption}} */
  long arrivable(int cpu);

  /** {@return whether a CPU has nothing to do of its own, and may stay so for ever} */
  boolean isAtRest(int cpu);

  /** {@return whether a CPU can make a step} */
  boolean canStep(int cpu);

  /** Does what an action says. */
  void perform(int action);

  /** Makes the next step of the CPU that has done the last action. */
  default void goOn(int cpu) {
    perform(Action.of(Action.Kind.STEP, cpu, 0));
  }

  /** {@return whether others could notice on which side of theirs the last step of a CPU was} */
  boolean wasVisible(int cpu);

  /**
   * {@return whether {@link #wasVisible} was true only since it has yet to be found out what others
   * can come to}
   */
  default boolean wasUnknown(int cpu) {
    return false;
  }

  /**
   * {@return what could come to something else before the last step of a CPU than after it: a bit
   * for each {@link Interruption}}
   *
   * @param mark the journal before that step
   */
  default long minding(int cpu, int mark) {
    return -1;
  }

  /**
   * {@return whether others could notice that a CPU takes an interrupt or NMI now} It makes
   * buffered stores visible.
   */
  boolean showsArrivals(int cpu);

  /**
   * {@return whether it would come to the same if none of these came to a CPU now}
   *
   * @param interruptions a bit for each {@link Interruption}
   */
  default boolean leaveNothing(int cpu, long interruptions) {
    return false;
  }

  /** A search begins. */
  default void begin() {}

  /**
   * {@return whether it has turned out since the last question that others could notice a step of
   * which {@link #wasVisible} denied it since {@link #begin}}
   */
  default boolean wasWrong() {
    return false;
  }

  /** Forgets what a CPU will never read again, before its state is compared with others. */
  void normalise(int cpu);

  /**
   * {@return what the hardware does at once, before anything else happens: an action, or {@link
   * Action#NONE}}
   */
  default int atOnce() {
    return Action.NONE;
  }

  /** {@return the first violation that counts, if there was one since the last question} */
  Optional<Violation> takeViolation();
}
