package org.emukernel.scenarios.redrive;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.emukernel.scenarios.replay.RecordedCall;

/** The calls of a recording, if they are not too many: then it need not be read again. */
final class KeptCalls {

  private final int limit;
  private final List<RecordedCall> calls = new ArrayList<>();
  private boolean tooMany;

  /**
   * Keeps none yet.
   *
   * @param limit how many are kept at most
   */
  KeptCalls(int limit) {
    this.limit = limit;
  }

  void add(RecordedCall call) {
    if (calls.size() == limit) {
      tooMany = true;
      calls.clear();
    }
    if (!tooMany) {
      calls.add(call);
    }
  }

  /** {@return all calls from the first; empty if they were too many} */
  Optional<CallSource> source() {
    if (tooMany) {
      return Optional.empty();
    }
    Iterator<RecordedCall> iterator = calls.iterator();
    return Optional.of(() -> iterator.hasNext() ? iterator.next() : null);
  }
}
