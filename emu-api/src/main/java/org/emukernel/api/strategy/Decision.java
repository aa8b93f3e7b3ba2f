package org.emukernel.api.strategy;

/** A strategy's answer for one target. */
public enum Decision {
  /** Interrupt it now. */
  SEND,
  /** Its next kernel entry does the work. */
  DEFER,
  /** It has nothing to do: the work does not concern it. No strategy says so. */
  SKIP
}
