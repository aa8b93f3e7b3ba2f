package org.emukernel.entry.defer;

import static org.emukernel.entry.defer.LatrQueues.ACTIVE;
import static org.emukernel.entry.defer.LatrQueues.END;
import static org.emukernel.entry.defer.LatrQueues.START;
import static org.emukernel.entry.defer.LatrQueues.WAITING;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * latr_sweep(): goes through the queues of all CPUs, flushes the range of each state whose mask has
 * this CPU's bit, and clears the bit.
 */
final class LatrSweep implements Routine {

  static final String SYMBOL = "latr_sweep";

  private final int states;

  /**
   * Makes it.
   *
   * @param states how many states of each queue are used
   */
  LatrSweep(int states) {
    this.states = states;
  }

  private static final String FLUSH_ONE = "flush_tlb_one_kernel";

  /** tlb_single_page_flush_ceiling, as for the IPI's handler. */
  private static final long CEILING = 33;

  private static final long PAGE = 4096;

  private static final int NEXT_QUEUE = 0;
  private static final int NEXT_STATE = 1;
  private static final int FLUSH = 4;
  private static final int CLEAR_BIT = 6;

  /* Locals. */
  private static final int SENDER = 0;
  private static final int NUMBER = 1;
  private static final int FROM = 2;
  private static final int TO = 3;

  @Override
  public String symbol() {
    return SYMBOL;
  }

  @Override
  public List<String> labels() {
    return List.of(
        "next_queue",
        "next_state",
        "start",
        "end",
        "flush",
        "next_page",
        "clear_bit",
        "active",
        "waiting");
  }

  @Override
  public int locals() {
    return 4;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case NEXT_QUEUE -> nextQueue(f);
      case NEXT_STATE -> nextState(f);
      case 2 -> f.setLocal(FROM, f.load(state(f) + START, Long.BYTES));
      case 3 -> f.setLocal(TO, f.load(state(f) + END, Long.BYTES));
      case FLUSH -> flush(f);
      case 5 -> nextPage(f);
      case CLEAR_BIT ->
          f.fetchAnd(
              LatrQueues.maskWord(state(f), f.cpu()), Long.BYTES, ~LatrQueues.maskBit(f.cpu()));
      case 7 -> f.fetchAdd(state(f) + ACTIVE, Long.BYTES, -1);
      default -> {
        f.fetchAdd(queue(f) + WAITING, Long.BYTES, -1);
        following(f);
      }
    }
  }

  /* The queue's number is one ahead of the sender that is looked at. */
  private static void nextQueue(RoutineFrame f) {
    if (f.local(SENDER) == f.port().cpus()) {
      f.ret();
      return;
    }
    f.setLocal(SENDER, f.local(SENDER) + 1);
    f.setLocal(NUMBER, 0);
    if (f.load(queue(f) + WAITING, Long.BYTES) == 0) {
      f.goTo(NEXT_QUEUE);
    }
  }

  private void nextState(RoutineFrame f) {
    long word = f.load(LatrQueues.maskWord(state(f), f.cpu()), Long.BYTES);
    if ((word & LatrQueues.maskBit(f.cpu())) == 0) {
      following(f);
    }
  }

  private void following(RoutineFrame f) {
    f.setLocal(NUMBER, f.local(NUMBER) + 1);
    f.goTo(f.local(NUMBER) == states ? NEXT_QUEUE : NEXT_STATE);
  }

  private static void flush(RoutineFrame f) {
    long pages = f.local(TO) - f.local(FROM);
    if (f.local(TO) == -1 || pages > CEILING * PAGE) {
      f.port().flushLocalAll();
      f.goTo(CLEAR_BIT);
    } else {
      f.call(f.port().symbol(FLUSH_ONE), f.local(FROM));
    }
  }

  private static void nextPage(RoutineFrame f) {
    f.setLocal(FROM, f.local(FROM) + PAGE);
    if (f.local(FROM) < f.local(TO)) {
      f.goTo(FLUSH);
    }
  }

  private static long queue(RoutineFrame f) {
    return f.port().perCpu(LatrQueues.QUEUE.name(), (int) f.local(SENDER) - 1);
  }

  private static long state(RoutineFrame f) {
    return LatrQueues.state(queue(f), f.local(NUMBER));
  }
}
