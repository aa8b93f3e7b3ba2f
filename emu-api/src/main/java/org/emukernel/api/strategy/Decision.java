package org.emukernel.api.strategy;

/** A strategy's answer for one target. */
public enum Decision {
  /** Interrupt it now. */
  SEND,
  /** Its next kernel entry does the work. */
  DEFER,
  /**
   * Not decided yet: ask once more in the sender's next step. Other CPUs may run in between. For
   * conditions that take several accesses to shared memory, such as a loop of cmpxchg().
   */
  AGAIN,
  /** It has nothing to do: the work does not concern it. No strategy says so. */
  SKIP
}
