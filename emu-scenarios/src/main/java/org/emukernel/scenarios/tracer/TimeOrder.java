package org.emukernel.scenarios.tracer;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.emukernel.api.trace.TraceRecord;

/**
 * Puts the records of all CPUs into the order of their times: a CPU may be ahead of another by the
 * step that it is making.
 */
final class TimeOrder {

  private static final Comparator<Held> EARLIEST =
      Comparator.comparingLong((Held held) -> held.record().header().timestampNs())
          .thenComparingLong(Held::ticket);

  private final PriorityQueue<Held> held = new PriorityQueue<>(EARLIEST);
  private long tickets;

  private record Held(TraceRecord record, long ticket) {}

  /** {@return the place of a record among those of the same time} */
  long ticket() {
    return tickets++;
  }

  void add(TraceRecord record, long ticket) {
    held.add(new Held(record, ticket));
  }

  /** Gives away what is earlier than a time. */
  void release(long beforeNs, RecordSink to) {
    for (Held first = held.peek();
        first != null && first.record().header().timestampNs() < beforeNs;
        first = held.peek()) {
      held.remove();
      to.accept(first.record());
    }
  }
}
