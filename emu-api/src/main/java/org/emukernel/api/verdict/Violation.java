package org.emukernel.api.verdict;

import java.util.List;

/**
 * What a monitor saw go wrong.
 *
 * @param monitor the monitor's name, such as {@code stale-translation}
 * @param cpu the CPU that did it
 * @param address the linear address concerned
 * @param instruction the place as symbol+offset and the instruction
 * @param timeNs virtual time, ns
 * @param cause one sentence
 * @param history what led to it, oldest first
 */
public record Violation(
    String monitor,
    int cpu,
    long address,
    String instruction,
    long timeNs,
    String cause,
    List<String> history) {

  /** Copies the history. */
  public Violation {
    history = List.copyOf(history);
  }
}
