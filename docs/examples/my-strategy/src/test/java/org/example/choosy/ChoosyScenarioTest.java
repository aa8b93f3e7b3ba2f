package org.example.choosy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.emukernel.api.verdict.Verdict;
import org.emukernel.scenarios.embed.Emu;
import org.emukernel.scenarios.report.RunReport;
import org.emukernel.scenarios.report.StrategyResult;
import org.junit.jupiter.api.Test;

/** What the strategy is for: the scenario beside the pom. */
class ChoosyScenarioTest {

  @Test
  void scenario_sparedCpus_areLeftAlone() throws Exception {
    try (Emu emu = Emu.open()) {
      RunReport report = emu.load("scenario.conf").run();

      assertEquals(Verdict.HOLDS, report.verdict());
      assertEquals(
          List.of("immediate", "choosy(spared=2-3)", "choosy"),
          report.results().stream().map(StrategyResult::strategy).toList());
      List<Long> everybody = report.results().get(0).ipisPerIsolatedCpu();
      List<Long> half = report.results().get(1).ipisPerIsolatedCpu();
      List<Long> nobody = report.results().get(2).ipisPerIsolatedCpu();
      // CPUs 2 and 3 are spared under both, 4 and 5 under the second only.
      assertTrue(half.get(0) + half.get(1) < (everybody.get(0) + everybody.get(1)) / 10);
      assertTrue(half.get(2) + half.get(3) > (everybody.get(2) + everybody.get(3)) / 2);
      assertTrue(nobody.get(2) + nobody.get(3) < (everybody.get(2) + everybody.get(3)) / 10);
      assertTrue(report.results().get(2).caughtUp() > 0);
    }
  }
}
