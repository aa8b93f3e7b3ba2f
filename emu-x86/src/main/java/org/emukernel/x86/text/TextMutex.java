package org.emukernel.x86.text;

import org.emukernel.api.kernel.RoutineFrame;

/**
 * text_mutex as a word in emulated memory: 0 free, else the holder's number plus one. Waiting
 * spins, with interrupts as they were.
 */
final class TextMutex {

  static final String SYMBOL = "text_mutex";

  private TextMutex() {}

  /** One attempt; stays at the label while another CPU holds the mutex. */
  static void lock(RoutineFrame f) {
    if (f.compareExchange(f.port().symbol(SYMBOL), 8, 0, f.cpu() + 1) != 0) {
      f.port().relax();
      f.goTo(f.label());
    }
  }

  static void unlock(RoutineFrame f) {
    f.store(f.port().symbol(SYMBOL), 8, 0);
  }
}
