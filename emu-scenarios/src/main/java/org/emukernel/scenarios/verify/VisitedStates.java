package org.emukernel.scenarios.verify;

/** The states that a search has visited. Any number of threads. */
interface VisitedStates {

  /**
   * Puts in the state that a machine is in.
   *
   * @return whether it was not in
   */
  default boolean add(Explorable machine) {
    return add(machine, 0);
  }

  /**
   * Puts in the state that a machine is in.
   *
   * @param border 0, or which CPU alone may go on from there: 1 and more
   * @return whether it was not in
   */
  boolean add(Explorable machine, int border);

  /** {@return how many there are} */
  long size();

  /** {@return how much memory they take, and growing would, bytes} */
  long bytes();
}
