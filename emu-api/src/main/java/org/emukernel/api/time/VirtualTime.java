package org.emukernel.api.time;

/**
 * A point in virtual time. Hot paths pass the bare {@code long} of picoseconds or nanoseconds and
 * say which in the name.
 *
 * @param ns nanoseconds since the start of the scenario, not negative
 */
public record VirtualTime(long ns) implements Comparable<VirtualTime> {

  /** The start of the scenario. */
  public static final VirtualTime START = new VirtualTime(0);

  /** Refuses times before the start. */
  public VirtualTime {
    if (ns < 0) {
      throw new IllegalArgumentException("virtual time of " + ns + " ns lies before the start");
    }
  }

  @Override
  public int compareTo(VirtualTime other) {
    return Long.compare(ns, other.ns);
  }

  @Override
  public String toString() {
    return String.format("%d.%09d s", ns / 1_000_000_000L, ns % 1_000_000_000L);
  }
}
