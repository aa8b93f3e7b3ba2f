package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;

/**
 * Finds every final state of a litmus test.
 *
 * @param outcomes the final states
 * @param states how many states there are
 * @param words which words more than one CPU touches, as far as the search was told
 */
record LitmusSearch(Set<Map<String, Integer>> outcomes, long states, SharedWords words) {

  private static final Explorer.Limits LIMITS = new Explorer.Limits(5_000_000, 256L << 20);

  /** By the explorer of {@code emu verify}, which begins again when it learns of a shared word. */
  static LitmusSearch explore(LitmusTest test, Reduction reduction) {
    SharedWords words = new SharedWords(test.threads().size());
    while (true) {
      LitmusMachine machine = new LitmusMachine(test, words, LitmusMachine.Watching.FOOTPRINTS);
      Walker walker = new Walker(machine, reduction, Walker.Listener.NONE);
      Explorer explorer = new Explorer(machine, words, walker, LIMITS, (s, t, d) -> true);
      Explorer.Outcome outcome = explorer.run();
      if (outcome != Explorer.Outcome.LEARNED) {
        assertThat(outcome).isEqualTo(Explorer.Outcome.COMPLETE);
        return new LitmusSearch(machine.outcomes(), explorer.states(), words);
      }
    }
  }

  /** Without a reduction, without undo, without hashes, each store through the store buffer. */
  static LitmusSearch naively(LitmusTest test) {
    SharedWords words = new SharedWords(test.threads().size());
    return naively(test, words, LitmusMachine.Watching.NOTHING);
  }

  /** As {@link #naively(LitmusTest)}, but only stores to what is shared are buffered. */
  static LitmusSearch naively(LitmusTest test, SharedWords words) {
    LitmusSearch found = naively(test, words, LitmusMachine.Watching.FOOTPRINTS);
    assertThat(words.takeLearned()).isFalse();
    return found;
  }

  private static LitmusSearch naively(
      LitmusTest test, SharedWords words, LitmusMachine.Watching watching) {
    LitmusMachine machine = new LitmusMachine(test, words, watching);
    NaiveExplorer explorer = new NaiveExplorer(machine, Reduction.OFF, machine::translations);
    assertThat(explorer.run()).isEqualTo(Explorer.Outcome.COMPLETE);
    return new LitmusSearch(machine.outcomes(), explorer.states(), words);
  }
}
