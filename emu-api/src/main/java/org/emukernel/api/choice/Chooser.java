package org.emukernel.api.choice;

/**
 * Answers every question that the machine's own rules leave open. Simulation answers with time and
 * a seed, replay with a recording, verification with every answer in turn. Nothing else in a
 * machine is random.
 */
public interface Chooser {

  /** The answer of {@link #constant} when the question must be asked each time. */
  int ASK = -1;

  /**
   * Answers one question.
   *
   * @param choice what is asked
   * @param cpu the CPU concerned
   * @param alternatives how many answers there are, at least 1
   * @return the answer, from 0 up to but without {@code alternatives}
   */
  int choose(Choice choice, int cpu, int alternatives);

  /**
   * {@return the answer that {@link #choose} would give to every question of this kind, or {@link
   * #ASK}} Read once, when the machine is built, so that a component whose answer never changes
   * need not ask in its hot path.
   */
  int constant(Choice choice);
}
