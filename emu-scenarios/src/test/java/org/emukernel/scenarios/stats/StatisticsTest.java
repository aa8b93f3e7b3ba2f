package org.emukernel.scenarios.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.scenarios.report.ResultColumns;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticsTest {

  /* W. S. Gosset ("Student"), "The probable error of a mean", Biometrika 6 (1908): hours of sleep gained by ten patients under two drugs. */
  private static final double[] FIRST = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
  private static final double[] SECOND = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

  @TempDir private Path dir;

  private static Map<String, @Nullable Object> row(
      String size, String strategy, int seed, @Nullable Object value) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("scenario", "s");
    row.put("size", size);
    row.put("strategy", strategy);
    row.put("seed", seed);
    row.put("machine.cpus", size.length());
    row.put(ResultColumns.IPIS, value);
    return row;
  }

  private static ResultRows sleep() {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < FIRST.length; i++) {
      rows.add(row("small", "a", i, FIRST[i]));
      rows.add(row("small", "b", i, SECOND[i]));
    }
    return new ResultRows(rows);
  }

  /**
   * R: t.test(extra ~ group, data = sleep, paired = TRUE): t = -4.0621, df = 9, p = 0.002833, 95 %
   * 0.70 to 2.46.
   */
  @Test
  void of_studentsSleepData_isStudentsResult() {
    Statistics statistics = Statistics.of(sleep(), ResultColumns.IPIS, 0.95);

    assertThat(statistics.columns()).isEmpty();
    assertThat(statistics.means().get(0).interval().mean()).isCloseTo(0.75, within(1e-9));
    assertThat(statistics.means().get(1).interval().mean()).isCloseTo(2.33, within(1e-9));
    Comparison comparison = statistics.comparisons().get(0);
    assertThat(comparison.difference().mean()).isCloseTo(1.58, within(1e-9));
    assertThat(comparison.difference().low()).isCloseTo(0.7001142, within(1e-6));
    assertThat(comparison.difference().high()).isCloseTo(2.4598858, within(1e-6));
    assertThat(comparison.p()).isCloseTo(0.00283289, within(1e-7));
    assertThat(comparison.test()).isEqualTo(Comparison.Test.PAIRED_T);
    assertThat(statistics.isSignificant(0)).isTrue();
    assertThat(Statistics.of(sleep(), ResultColumns.IPIS, 0.999).isSignificant(0)).isFalse();
  }

  /** R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") is 0.03 0.06 0.06 0.02. */
  @Test
  void adjusted_isAsInR() {
    assertThat(Holm.adjusted(new double[] {0.01, 0.04, 0.03, 0.005}))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
    assertThat(Holm.adjusted(new double[] {0.9, 0.8})).containsExactly(1, 1);
    assertThat(Holm.adjusted(new double[0])).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,1", "-3,0.125"})
  void of_differencesThatDoNotVary_countsSigns(double difference, double p) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (int seed = 1; seed <= 4; seed++) {
      rows.add(row("small", "a", seed, seed * 10));
      rows.add(row("small", "b", seed, seed * 10 + difference));
    }

    Comparison comparison =
        Statistics.of(new ResultRows(rows), ResultColumns.IPIS, 0.95).comparisons().get(0);

    assertThat(comparison.test()).isEqualTo(Comparison.Test.SIGN_FLIP);
    assertThat(comparison.p()).isEqualTo(p);
    assertThat(comparison.difference().low()).isEqualTo(difference);
  }

  @Test
  void of_severalConfigurations_showsOnlyWhatTellsThemApartAndPairsSeeds() {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (String size : List.of("small", "larger")) {
      rows.add(row(size, "a", 1, 5));
      rows.add(row(size, "a", 2, 6));
      rows.add(row(size, "a", 3, null));
      rows.add(row(size, "b", 3, 9));
      rows.add(row(size, "b", 2, 8));
    }
    rows.add(row("larger", "b", 1, 1));

    Statistics statistics = Statistics.of(new ResultRows(rows), ResultColumns.IPIS, 0.95);

    assertThat(statistics.columns()).containsExactly("size");
    assertThat(statistics.means()).hasSize(4);
    assertThat(statistics.means().get(0).interval().count()).isEqualTo(2);
    assertThat(statistics.comparisons()).hasSize(1);
    assertThat(statistics.comparisons().get(0).configuration()).containsExactly("larger");
    assertThat(statistics.comparisons().get(0).difference().mean()).isEqualTo(-1);
  }

  @Test
  void text_isTwoTables() {
    assertThat(StatisticsText.of(Statistics.of(sleep(), ResultColumns.IPIS, 0.95)))
        .isEqualTo(
            """
            ipis_to_isolated_user: mean over seeds, 95 % confidence interval by Student's t
            strategy  seeds  mean   from    to
            a            10  0.75  -0.53  2.03
            b            10  2.33   0.90  3.76

            Differences at the same seed: paired t-test; p after Holm's correction for all 1
            strategies  seeds  mean  from    to      test       p  significant
            b - a          10  1.58  0.70  2.46  paired t  0.0028          yes
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x | :1: found Unrecognized token 'x'",
        "{} | :1: found no \"strategy\", expected a row of emu sweep",
        "[] | :1: found no object, expected {...}",
      })
  void read_somethingElse_namesTheLine(String text, String message) throws Exception {
    Path file = Files.writeString(dir.resolve("rows.jsonl"), text);

    assertThatThrownBy(() -> ResultRows.read(dir)).hasMessageStartingWith(file + message);
  }
}
