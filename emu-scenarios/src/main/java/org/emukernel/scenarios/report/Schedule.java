package org.emukernel.scenarios.report;

import java.util.List;

/**
 * The choices that lead to a violation, as a scenario's {@code emu.schedule} holds them.
 *
 * @param waitingStores words of physical memory whose stores wait in store buffers
 * @param choices what happens next, in order
 */
public record Schedule(List<Line> waitingStores, List<Line> choices) {

  /** Nothing happens. */
  public static final Schedule NONE = new Schedule(List.of(), List.of());

  /**
   * One line.
   *
   * @param text as it is read again
   * @param note what it means in this kernel
   */
  public record Line(String text, String note) {}

  /** Copies the lists. */
  public Schedule {
    waitingStores = List.copyOf(waitingStores);
    choices = List.copyOf(choices);
  }
}
