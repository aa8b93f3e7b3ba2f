package org.emukernel.scenarios.verify;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.emukernel.api.arena.StateDelta;

/** Hands states from threads that have many to go on from to those that have none. */
final class Exchange {

  private final int threads;
  private final Queue<Task> tasks = new ArrayDeque<>();
  private int idle;
  private long given;
  private volatile boolean hungry;
  private volatile boolean over;

  /**
   * A state to go on from.
   *
   * @param state what differs from the first one
   * @param path the actions that lead there
   */
  record Task(StateDelta state, int[] path) {}

  Exchange(int threads) {
    this.threads = threads;
  }

  int threads() {
    return threads;
  }

  /** {@return whether somebody waits for a state} */
  boolean isHungry() {
    return hungry;
  }

  /** {@return whether the search has ended} */
  boolean isOver() {
    return over;
  }

  synchronized void give(Task task) {
    tasks.add(task);
    given++;
    hungry = idle > tasks.size();
    notifyAll();
  }

  /** Ends the search for all. */
  synchronized void end() {
    over = true;
    notifyAll();
  }

  /** {@return a state to go on from; nothing when nobody has one any more} Waits for it. */
  synchronized Optional<Task> next() throws InterruptedException {
    idle++;
    while (tasks.isEmpty() && !over) {
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
    Optional<Task> task = Optional.of(tasks.remove());
    hungry = idle > tasks.size();
    return task;
  }

  /** {@return how many states were handed on} */
  synchronized long given() {
    return given;
  }
}
