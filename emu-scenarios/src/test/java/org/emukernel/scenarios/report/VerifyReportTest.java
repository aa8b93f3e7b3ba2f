package org.emukernel.scenarios.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.emukernel.api.verdict.Verdict;
import org.emukernel.api.verdict.Violation;
import org.junit.jupiter.api.Test;

class VerifyReportTest {

  private static final VerifyReport HOLDS =
      new VerifyReport(
          "s",
          "immediate",
          2,
          Verdict.HOLDS,
          10,
          70,
          4,
          Optional.empty(),
          List.of(),
          Schedule.NONE);

  private static final VerifyReport VIOLATED =
      new VerifyReport(
          "s",
          "cr3-signal",
          2,
          Verdict.VIOLATED,
          3,
          9,
          2,
          Optional.of(
              new Violation("stale-translation", 1, 0x1000, "f+0x8: touch", 5, "why", List.of())),
          List.of(
              new VerifyReport.Step(0, "step", "g+0x0: clear", 3, List.of("a = 0x1", "b = 0x2")),
              new VerifyReport.Step(1, "NMI at", "f+0x8: touch", 0, List.of())),
          Schedule.NONE);

  @Test
  void text_ofOneThatHolds_saysThatAllWasVisited() {
    assertThat(VerifyText.of(HOLDS))
        .startsWith("s under immediate, 2 CPUs: holds: every state was visited\n10 states, 70 ");
  }

  @Test
  void text_ofAViolation_hasAColumnForEachCpuAndARowForEachChange() {
    assertThat(VerifyText.of(VIOLATED))
        .contains(
            """
            #  CPU 0         CPU 1                what others can see of it
            1  g+0x0: clear                       a = 0x1
                                                  b = 0x2
            2                NMI at f+0x8: touch
            """)
        .endsWith("stale-translation: CPU 1 at f+0x8: touch\n  why\n");
  }

  @Test
  void json_ofAViolation_hasTheStepsInOrder() {
    assertThat(VerifyJson.of(VIOLATED))
        .contains("\"verdict\" : \"violated\"", "\"complete\" : false", "\"max_depth\" : 2")
        .containsSubsequence("\"steps\" : [", "g+0x0: clear", "b = 0x2", "f+0x8: touch");
    assertThat(VerifyJson.of(HOLDS)).contains("\"complete\" : true", "\"violation\" : null");
  }

  @Test
  void collisionProbability_ofFewStates_isTheirSquareOverTwiceTheHashes() {
    assertThat(HOLDS.collisionProbability()).isEqualTo(50 / 0x1p64);
  }
}
