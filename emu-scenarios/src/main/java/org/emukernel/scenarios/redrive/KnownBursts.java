package org.emukernel.scenarios.redrive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.api.arena.Arena;

/**
 * What is known of bursts that were done before, by the state of the machine at rest in which they
 * began; and the way from the state that the arena holds to the state in which the machine would be
 * by now. A step of the machine depends on its state and on which CPU's clock is behind, and at
 * rest all clocks are equal: so the same burst in the same state has the same outcome and takes the
 * same time.
 *
 * <p>A state is told by the arena's 64-bit hash. Among n states the chance of mistaking any two is
 * about n * n / 2^65; n is at most {@value #MAX_STATES}, which makes it 2^-41.
 */
final class KnownBursts {

  private static final int MAX_STATES = 1 << 12;

  /** Bounds what is remembered, to some 64 MiB. */
  private static final long MAX_CELLS = 1L << 22;

  private final Arena arena;
  private final Map<Long, Burst> byState = new HashMap<>();
  /* The arena is in the state that the first of them began in. */
  private final List<Burst.Result> toApply = new ArrayList<>();
  private long arenaState;
  private long cells;

  /**
   * Knows nothing yet.
   *
   * @param arena of a machine at rest, whose journal is open
   */
  KnownBursts(Arena arena) {
    this.arena = arena;
    this.arenaState = arena.hash();
  }

  /** {@return the bursts that begin in the state in which the machine would be now} */
  Burst fromHere() {
    return byState.computeIfAbsent(state(), state -> new Burst());
  }

  private long state() {
    return toApply.isEmpty() ? arenaState : toApply.get(toApply.size() - 1).state();
  }

  /** A burst need not be done: only its result is taken over. */
  void passOver(Burst.Result result) {
    if (result.state() == arenaState) {
      toApply.clear();
      return;
    }
    for (int i = toApply.size() - 1; i >= 0; i--) {
      if (toApply.get(i).state() == result.state()) {
        toApply.subList(i + 1, toApply.size()).clear();
        return;
      }
    }
    toApply.add(result);
  }

  /** Brings the arena into the state in which the machine would be now, and begins to record. */
  void beforeRunning() {
    toApply.forEach(result -> arena.apply(result.delta()));
    arenaState = state();
    toApply.clear();
    if (byState.size() > MAX_STATES || cells > MAX_CELLS) {
      byState.clear();
      cells = 0;
    }
  }

  /** The machine has come to rest after it ran a burst to its end. */
  void afterRunning(Burst burst, List<Doing.Outcome> outcomes, long restPs) {
    arenaState = arena.hash();
    Burst.Result result =
        new Burst.Result(List.copyOf(outcomes), restPs, arenaState, arena.changesSince(0));
    cells += result.delta().size();
    burst.setResult(result);
  }

  /** The machine has come to rest after something that is not worth remembering. */
  void afterRunning() {
    arenaState = arena.hash();
  }
}
