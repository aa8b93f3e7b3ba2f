package org.emukernel.scenarios.verify;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.emukernel.api.arena.SplitMix64;

/**
 * What a search has taken for granted: that others could not come to these words. Whenever more is
 * found out of what they do, it is to be looked at again.
 */
final class ReliedOn {

  private final Map<Long, Claim> claims = new HashMap<>();

  /** That none of these touches conflicts with what can be come to. */
  private static final class Claim {

    private final Reach reach;
    private long[] touches = {};

    Claim(Reach reach) {
      this.reach = reach;
    }

    void add(StepTouches step) {
      for (int i = 0; i < step.size(); i++) {
        if (!contains(step.get(i))) {
          touches = Arrays.copyOf(touches, touches.length + 1);
          touches[touches.length - 1] = step.get(i);
        }
      }
    }

    private boolean contains(long touch) {
      for (long each : touches) {
        if (each == touch) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Takes it for granted that a step can be exchanged with what others can come to.
   *
   * @param key of the situation
   */
  void add(long key, Reach reach, StepTouches step) {
    claims
        .computeIfAbsent(SplitMix64.mix(key) + reach.contentsHash(), any -> new Claim(reach))
        .add(step);
  }

  /** {@return whether all of it still holds} */
  boolean holds(Prospects prospects, ReachSearch search) {
    for (Claim claim : claims.values()) {
      if (claim.reach.isUpToDate(prospects)) {
        continue;
      }
      Optional<Reach> now = search.from(prospects, claim.reach.situation(), claim.reach::contents);
      if (now.isEmpty() || Arrays.stream(claim.touches).anyMatch(now.get()::conflicts)) {
        return false;
      }
    }
    return true;
  }

  void clear() {
    claims.clear();
  }
}
