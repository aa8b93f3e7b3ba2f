package org.emukernel.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.scenarios.report.JsonText;
import org.emukernel.scenarios.report.JsonValues;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code emu sweep} and {@code emu stats} say. */
class SweepCommandTest {

  @TempDir private Path dir;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<GridSweeper.Request> requests = new ArrayList<>();

  @BeforeEach
  void writeGrid() throws IOException {
    Files.writeString(dir.resolve("g.conf"), "emu { grid.seeds = 1-3, strategy = immediate }");
  }

  private int emu(GridSweeper sweeper, String... args) {
    PrintStream messages = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new EmuCli(new FakeServices().sweeper(sweeper), new Console(out, messages)).run(args);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static Map<String, @Nullable Object> row(String strategy, int seed, int ipis) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("scenario", "g");
    row.put("strategy", strategy);
    row.put("seed", seed);
    row.put("ipis_to_isolated_user", ipis);
    return row;
  }

  private GridSweeper answering(int violated, GridSweeper.Kind... failures) {
    return (request, progress) -> {
      requests.add(request);
      List<GridSweeper.Failure> all = new ArrayList<>();
      for (GridSweeper.Kind kind : failures) {
        all.add(new GridSweeper.Failure("cell", kind, "it broke", Path.of("d/x y.conf")));
      }
      return new GridSweeper.Outcome(
          3,
          1,
          0,
          all,
          violated,
          Path.of("d/rows.csv"),
          Path.of("d/rows.jsonl"),
          List.of(row("immediate", 1, 5), row("immediate", 2, 7)));
    };
  }

  private String grid() {
    return dir.resolve("g.conf").toString();
  }

  @Test
  void sweep_grid_saysWhereTheRowsAre() {
    assertThat(emu(answering(0), "sweep", grid(), "--out", "d", "--workers", "2")).isZero();

    assertThat(out())
        .isEqualTo("g: 3 cells, 1 of them finished before\nrows: d/rows.csv, d/rows.jsonl\n");
    assertThat(err()).isEmpty();
    assertThat(requests.get(0).grid().cells()).hasSize(3);
    assertThat(requests.get(0).directory()).isEqualTo(Path.of("d"));
    assertThat(requests.get(0).workers()).isEqualTo(2);
  }

  @Test
  void sweep_withoutOut_keepsItBesideTheCaller() {
    emu(answering(0), "sweep", grid());

    assertThat(requests.get(0).directory()).isEqualTo(Path.of("g.sweep"));
  }

  @ParameterizedTest
  @CsvSource({"0,'',0", "2,'',1", "2,REFUSED,2", "2,REFUSED DEFECT,70"})
  void sweep_whatWentWrong_isTheExitStatus(int violated, String kinds, int status) {
    GridSweeper.Kind[] failures =
        kinds.isEmpty()
            ? new GridSweeper.Kind[0]
            : List.of(kinds.split(" ")).stream()
                .map(GridSweeper.Kind::valueOf)
                .toArray(GridSweeper.Kind[]::new);

    assertThat(emu(answering(violated, failures), "sweep", grid(), "--json")).isEqualTo(status);

    assertThat(out()).startsWith("{").contains("\"violated\" : " + violated);
    if (failures.length > 0) {
      assertThat(err()).startsWith("emu: cell: it broke\nemu: again: emu run 'd/x y.conf'\n");
    }
  }

  @Test
  void sweep_directoryOfSomethingElse_is2AndOneLine() {
    GridSweeper refusing =
        (request, progress) -> {
          throw new GridSweeper.RefusedException("d/journal:1: found x, expected y");
        };

    assertThat(emu(refusing, "sweep", grid())).isEqualTo(2);
    assertThat(err()).isEqualTo("emu: d/journal:1: found x, expected y\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--csv=d | found --metric, --csv or --jsonl without --stats, expected both; rows.csv and rows.jsonl are in --out",
        "--seed=4 | --seed 4: emu.seed: found a seed beside those of the grid, expected emu.grid.seeds to be set",
      })
  void sweep_optionThatWouldChangeNothing_is2(String option, String message) {
    assertThat(emu(answering(0), "sweep", grid(), option)).isEqualTo(2);
    assertThat(err()).isEqualTo("emu: " + message + "\n");
  }

  @Test
  void sweep_badGrid_is2WithEveryProblem() throws IOException {
    Files.writeString(dir.resolve("g.conf"), "emu.grid { seeds = [x], axs = [] }");

    assertThat(emu(answering(0), "sweep", grid())).isEqualTo(2);
    assertThat(err()).hasLineCount(3).contains("emu: 1) ", "emu: 2) ", "g.conf:1: emu.grid");
  }

  @Test
  void sweep_stats_isWhatStatsMakesOfTheRows() throws IOException {
    emu(answering(0), "sweep", grid(), "--stats");
    String fromSweep = out();
    out.reset();
    StringBuilder lines = new StringBuilder();
    for (Map<String, @Nullable Object> row :
        List.of(row("immediate", 1, 5), row("immediate", 2, 7))) {
      lines.append(JsonText.line(json -> JsonValues.write(json, row))).append('\n');
    }
    Files.writeString(dir.resolve("rows.jsonl"), lines);

    String tables = dir.resolve("tables").toString();
    assertThat(emu(answering(0), "stats", dir.toString(), "--csv", tables)).isZero();

    assertThat(out())
        .isEqualTo(fromSweep)
        .isEqualTo(
            """
            ipis_to_isolated_user: mean over seeds, 95 % confidence interval by Student's t
            strategy   seeds  mean   from     to
            immediate      2  6.00  -6.71  18.71
            """);
    assertThat(dir.resolve("tables/means.csv"))
        .content()
        .isEqualTo(
            "metric,strategy,seeds,mean,from,to\r\n"
                + "ipis_to_isolated_user,immediate,2,6,-6.70620474,18.7062047\r\n");
    assertThat(dir.resolve("tables/differences.csv")).exists();
  }

  @Test
  void stats_unknownMetric_namesTheColumns() throws IOException {
    String row = JsonText.line(json -> JsonValues.write(json, row("a", 1, 2)));
    Files.writeString(dir.resolve("rows.jsonl"), row + "\n");

    assertThat(emu(answering(0), "stats", dir.toString(), "--metric", "ipis")).isEqualTo(2);
    assertThat(err())
        .startsWith("emu: --metric: found \"ipis\", expected one of ipis_to_isolated_user");
  }
}
