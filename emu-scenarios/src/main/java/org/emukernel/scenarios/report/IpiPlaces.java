package org.emukernel.scenarios.report;

/**
 * IPIs to isolated CPUs, by where their target was.
 *
 * @param kind whether the strategy was asked about them
 * @param decided where the target was when the sender decided
 * @param arrived where it was when the interrupt reached its interrupt controller
 * @param count how many
 */
public record IpiPlaces(Kind kind, Place decided, Place arrived, long count) {

  /** Whether an IPI might have waited. */
  public enum Kind {
    /** The strategy may defer such work; it was asked about the target and said no. */
    MAY_WAIT,
    /** The strategy may not defer such work. */
    MUST_NOT_WAIT
  }

  /** Where a CPU is, by its mode and what its context tracking says. */
  public enum Place {
    /** In user mode, or in a guest. */
    USER,
    /** In the kernel on the way in: context tracking still says user mode. */
    ENTRY,
    /** In the kernel, or in a handler that interrupted something else. */
    KERNEL,
    /**
     * In the kernel on the way out: context tracking says user mode already. Interrupts are off.
     */
    EXIT,
    /** In the idle loop, out of RCU's sight. */
    IDLE;

    /** {@return whether an interrupt that arrives here is taken in user mode} */
    public boolean isTakenInUserMode() {
      return this == USER || this == EXIT;
    }
  }
}
