package org.emukernel.scenarios.verify;

import java.util.Arrays;
import java.util.Optional;
import org.emukernel.api.arena.SplitMix64;

/**
 * What a search has taken for granted: that others could not come to these words. Whenever more is
 * found out of what they do, it is to be looked at again.
 */
final class ReliedOn {

  private final LongMap<Claim> claims = new LongMap<>();

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
    long id = SplitMix64.mix(key) + reach.contentsHash();
    Claim claim = claims.get(id);
    if (claim == null) {
      claim = new Claim(reach);
      claims.put(id, claim);
    }
    claim.add(step);
  }

  /** {@return whether all of it still holds} */
  boolean holds(Prospects prospects, ReachSearch search) {
    return claims.allMatch(claim -> holds(claim, prospects, search));
  }

  private static boolean holds(Claim claim, Prospects prospects, ReachSearch search) {
    if (claim.reach.isUpToDate(prospects)) {
      return true;
    }
    Optional<Reach> now = search.from(prospects, claim.reach.situation(), claim.reach::contents);
    return now.isPresent() && Arrays.stream(claim.touches).noneMatch(now.get()::conflicts);
  }

  void clear() {
    claims.clear();
  }
}
