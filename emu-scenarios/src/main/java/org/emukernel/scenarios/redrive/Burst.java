package org.emukernel.scenarios.redrive;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.api.arena.StateDelta;
import org.jspecify.annotations.Nullable;

/**
 * Calls that follow one another so closely that the machine does not come to rest between them,
 * from one state at rest; and, once they have been done, what came of them. A node of a tree: what
 * goes on from here is a longer burst.
 */
final class Burst {

  private final int length;
  private final Map<Step, Burst> longer = new HashMap<>(4);
  private @Nullable Result result;

  /**
   * A call as part of a burst. One looked for often, so equal deeds must be one object.
   *
   * @param deed what is done
   * @param offsetNs when it is due, since the first of the burst
   */
  record Step(Deed deed, long offsetNs) {

    static Step of(Redo redo, long startNs) {
      return new Step(redo.deed(), redo.dueNs() - startNs);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Step step && deed == step.deed && offsetNs == step.offsetNs;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(deed) * 31 + Long.hashCode(offsetNs);
    }
  }

  /**
   * What came of a burst.
   *
   * @param outcomes of its calls, in their order
   * @param restPs how long after its first call is due the machine rests
   * @param state the hash of the state then
   * @param delta what the burst changed
   */
  record Result(List<Doing.Outcome> outcomes, long restPs, long state, StateDelta delta) {}

  /** A burst without calls. */
  Burst() {
    this(0);
  }

  private Burst(int length) {
    this.length = length;
  }

  /** {@return how many calls it has} */
  int length() {
    return length;
  }

  /** {@return the burst with one more call, if it was ever done; without coming to rest before} */
  @Nullable Burst known(Step next) {
    return longer.get(next);
  }

  /** {@return the burst with one more call} */
  Burst with(Step next) {
    return longer.computeIfAbsent(next, step -> new Burst(length + 1));
  }

  /**
   * {@return what came of it, if it was ever done and nothing followed before the machine's rest}
   */
  @Nullable Result result() {
    return result;
  }

  void setResult(Result newResult) {
    result = newResult;
  }
}
