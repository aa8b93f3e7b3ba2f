package org.emukernel.scenarios.verify;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.emukernel.x86.mem.Footprint;

/**
 * The words whose stores wait in store buffers. A search puts there what more than one CPU touches;
 * so that a schedule replays without knowing what others there would be, it names those that it
 * needs.
 */
final class WaitingStores {

  private static final int WORD = 8;

  private final Set<Long> words = new TreeSet<>();

  WaitingStores() {}

  WaitingStores(Collection<Long> physical) {
    words.addAll(physical);
  }

  /** {@return the physical addresses of the words, ascending} */
  Set<Long> words() {
    return words;
  }

  /** {@return a footprint that writes down here what others say must wait} */
  Footprint noting(Footprint of) {
    return new ForwardingFootprint(of) {
      @Override
      public boolean isShared(long physical, int size) {
        boolean shared = false;
        for (long word = physical & -WORD; word < physical + size; word += WORD) {
          if (of.isShared(word, WORD)) {
            words.add(word);
            shared = true;
          }
        }
        return shared;
      }
    };
  }

  /** {@return a footprint under which the stores to these words wait, and no others} */
  Footprint imposedOn(Footprint of) {
    return new ForwardingFootprint(of) {
      @Override
      public boolean isShared(long physical, int size) {
        boolean waits = false;
        for (long word = physical & -WORD; word < physical + size; word += WORD) {
          waits |= words.contains(word);
        }
        return waits;
      }
    };
  }
}
