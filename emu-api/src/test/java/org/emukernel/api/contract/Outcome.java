package org.emukernel.api.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.strategy.Decision;

/**
 * What a strategy did in a call.
 *
 * @param work what it was asked about
 * @param decisions for each target; {@link Decision#AGAIN} if it came to none
 * @param accesses to memory, in order, in words
 * @param mostShared accesses to shared memory in one step, at most
 */
record Outcome(IpiWork work, List<Decision> decisions, List<String> accesses, int mostShared) {

  void requireLaw(Law law) {
    switch (law) {
      case DECIDES -> {
        assertTrue(
            !decisions.contains(Decision.AGAIN),
            () -> "found no decision after " + Situation.STEPS + " steps for " + work);
        assertTrue(
            !decisions.contains(Decision.SKIP),
            () -> "found SKIP, expected SEND or DEFER: only the work's sender knows for " + work);
      }
      case ONE_ACCESS ->
          assertTrue(
              mostShared <= 1,
              () ->
                  "found %d accesses to shared memory in one step, expected one at most: %s"
                      .formatted(mostShared, accesses));
    }
  }
}
