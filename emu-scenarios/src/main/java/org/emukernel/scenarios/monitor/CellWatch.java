package org.emukernel.scenarios.monitor;

import java.util.function.IntConsumer;

/** Passes on which slots the monitors are about to look at or to change. */
final class CellWatch {

  private IntConsumer listener = slot -> {};

  /** From now on this one is told, and nobody else. */
  void tell(IntConsumer told) {
    listener = told;
  }

  void touching(int slot) {
    listener.accept(slot);
  }
}
