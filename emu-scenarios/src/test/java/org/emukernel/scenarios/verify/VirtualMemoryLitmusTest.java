package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stores to page-table entries, walks, invalidations, aliases and the accessed and dirty flags come
 * to exactly those outcomes that the SDM and the literature on transistency allow: with the
 * reduction of {@code emu verify}, without it, and as a naive explorer finds them.
 */
class VirtualMemoryLitmusTest {

  static List<LitmusTest> published() throws IOException {
    return TsoLitmusTest.tests("virtual-memory.litmus");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("published")
  void explore_publishedTest_reachesWhatIsAllowedAndNothingElse(LitmusTest test) {
    LitmusSearch full = LitmusSearch.explore(test, Reduction.OFF);
    LitmusSearch reduced = LitmusSearch.explore(test, Reduction.ON);

    assertThat(full.outcomes()).as("without reduction").isEqualTo(test.reached());
    assertThat(reduced.outcomes()).as("with reduction").isEqualTo(test.reached());
    LitmusSearch naive = LitmusSearch.naively(test, full.words());
    assertThat(naive.outcomes()).as("naive").isEqualTo(test.reached());
    assertThat(naive.states()).isEqualTo(full.states());
  }
}
