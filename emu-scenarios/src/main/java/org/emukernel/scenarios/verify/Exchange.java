package org.emukernel.scenarios.verify;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** Hands parts of their stacks from threads that have something to try to those that have not. */
final class Exchange {

  private final int threads;
  private final Queue<SearchStack.Part> parts = new ArrayDeque<>();
  private boolean begun;
  private int idle;
  private volatile boolean hungry;
  private volatile boolean over;

  Exchange(int threads) {
    this.threads = threads;
  }

  int threads() {
    return threads;
  }

  /** {@return whether to begin with the first state: one thread is told so} */
  synchronized boolean begins() {
    boolean first = !begun;
    begun = true;
    return first;
  }

  /** {@return whether somebody waits for something to try} */
  boolean isHungry() {
    return hungry;
  }

  /** {@return whether the search has ended} */
  boolean isOver() {
    return over;
  }

  synchronized void give(SearchStack.Part part) {
    parts.add(part);
    hungry = idle > parts.size();
    notifyAll();
  }

  /** Ends the search for all. */
  synchronized void end() {
    over = true;
    notifyAll();
  }

  /** {@return something to try; nothing when nobody has anything any more} Waits for it. */
  synchronized Optional<SearchStack.Part> next() throws InterruptedException {
    idle++;
    while (parts.isEmpty() && !over) {
      if (idle == threads) {
        end();
        break;
      }
      hungry = true;
      wait();
    }
    if (over) {
      return Optional.empty();
    }
    idle--;
    Optional<SearchStack.Part> part = Optional.of(parts.remove());
    hungry = idle > parts.size();
    return part;
  }
}
