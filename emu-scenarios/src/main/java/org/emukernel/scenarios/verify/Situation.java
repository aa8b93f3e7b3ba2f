package org.emukernel.scenarios.verify;

import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * From where some CPUs go on while one does not.
 *
 * @param but who does not
 * @param places of each CPU the node of {@link Prospects} at which it stands
 * @param sent the CPUs to which an interrupt is on its way, a bit each
 * @param outside whether an NMI may still come (bit 0), a machine check (bit 1)
 * @param buffered the words that wait in anybody's store buffer, and become visible whenever the
 *     hardware likes
 */
record Situation(int but, long[] places, long sent, int outside, long[] buffered) {

  private static final int NMI = 1;
  private static final int MACHINE_CHECK = 2;

  static int outside(boolean nmi, boolean machineCheck) {
    return (nmi ? NMI : 0) | (machineCheck ? MACHINE_CHECK : 0);
  }

  boolean isSent(int cpu) {
    return (sent >>> cpu & 1) != 0;
  }

  boolean hasNmi() {
    return (outside & NMI) != 0;
  }

  boolean hasMachineCheck() {
    return (outside & MACHINE_CHECK) != 0;
  }

  /**
   * {@return whether a way may be taken}
   *
   * @param stored whether anybody can come to store to a word
   * @param contents what a word holds, if nobody does; {@link StepTouches#ANYTHING} if not known
   */
  boolean isOpen(
      Prospects.Node from, Prospects.Edge edge, LongPredicate stored, LongUnaryOperator contents) {
    return switch (edge.way()) {
      case FREE -> true;
      case ARRIVAL -> isSent(from.cpu()) || stored.test(InFlight.word(from.cpu()));
      case NMI -> hasNmi();
      case MACHINE_CHECK -> hasMachineCheck();
      case STEP -> isFound(from.loadedWord(), edge.found(), stored, contents);
    };
  }

  private static boolean isFound(
      long word, long what, LongPredicate stored, LongUnaryOperator contents) {
    if (word == 0
        || word == StepTouches.ANYTHING
        || what == StepTouches.ANYTHING
        || what == StepTouches.NOTHING
        || stored.test(word)) {
      return true;
    }
    long now = contents.applyAsLong(word);
    return now == StepTouches.ANYTHING || what == now;
  }
}
