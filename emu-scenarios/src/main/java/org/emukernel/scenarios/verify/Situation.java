package org.emukernel.scenarios.verify;

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
}
