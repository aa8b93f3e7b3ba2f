package org.emukernel.scenarios.verify;

/** One answer to the question what happens next, packed into an int. */
final class Action {

  /** What happens. */
  enum Kind {
    /** The CPU makes its next step. */
    STEP,
    /** The user program begins its n-th system call. */
    CALL,
    /** An interrupt of the n-th kind arrives and is taken. */
    ARRIVAL,
    /** The local timer interrupts user mode. */
    TIMER,
    /** An NMI arrives and is taken. */
    NMI,
    /** A machine check arrives and is taken. */
    MACHINE_CHECK,
    /** The oldest buffered store becomes visible. */
    DRAIN,
    /** The hardware translates the n-th changing page on its own account. */
    FILL,
    /** The hardware drops the TLB entry with this number. */
    EVICT,
    /** The hardware drops the PDE-cache entry with this index. */
    EVICT_STRUCTURE,
    /** The n-th stale byte is fetched anew. */
    REFETCH;

    /** {@return whether the CPU executes something, and not only its hardware does} */
    boolean isExecuted() {
      return ordinal() <= MACHINE_CHECK.ordinal();
    }
  }

  /** No action. */
  static final int NONE = -1;

  private static final Kind[] KINDS = Kind.values();

  private Action() {}

  static int of(Kind kind, int cpu, int argument) {
    return argument << 12 | cpu << 4 | kind.ordinal();
  }

  static Kind kind(int action) {
    return KINDS[action & 15];
  }

  static int cpu(int action) {
    return action >>> 4 & 255;
  }

  static int argument(int action) {
    return action >>> 12;
  }
}
