package org.emukernel.scenarios.config;

import java.util.List;

/**
 * A schedule to replay; {@code emu.schedule}.
 *
 * @param waitingStores words of physical memory whose stores wait in store buffers
 * @param choices what happens next, in order; empty if there is nothing to replay
 */
public record ScheduleSettings(List<Long> waitingStores, List<Choice> choices) {

  /**
   * One choice.
   *
   * @param place where it is written, such as {@code found.conf:7}
   * @param text such as {@code CPU 1: step}
   * @param times how often it is made, at least once
   */
  public record Choice(String place, String text, int times) {}

  /** Copies the lists. */
  public ScheduleSettings {
    waitingStores = List.copyOf(waitingStores);
    choices = List.copyOf(choices);
  }

  /** {@return whether there is something to replay} */
  public boolean isGiven() {
    return !choices.isEmpty();
  }
}
