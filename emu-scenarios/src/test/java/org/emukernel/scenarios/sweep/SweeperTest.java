package org.emukernel.scenarios.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.emukernel.scenarios.cli.GridSweeper;
import org.emukernel.scenarios.config.GridSettings;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.plugin.PlugIns;
import org.emukernel.scenarios.report.JsonValues;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same grid gives the same rows, whoever runs it, in whatever order. */
class SweeperTest {

  static final String GRID =
      """
      emu {
        machine { cpus = 4, isolated = "2-3", memory = 128 MiB }
        strategies = [immediate, cr3-signal]
        duration = 8 ms
        workloads = [{ name = process-churn, burst = 10 }, { name = static-keys, toggles-per-hour = 3000000 }]
        grid {
          seeds = 1-2
          axes = [{ key = workloads.process-churn.processes-per-second, values = [8000] }]
        }
      }
      """;

  private static final GridSweeper.Kind DEFECT = GridSweeper.Kind.DEFECT;

  @TempDir private Path dir;

  private final Injector injector = Guice.createInjector(new EmuModule());
  private final SweepEngine local = injector.getInstance(LocalEngine.class);

  private GridSettings grid() throws Exception {
    Path file = Files.writeString(dir.resolve("grid.conf"), GRID);
    return injector.getInstance(ScenarioLoader.class).loadGrid(file.toString(), List.of());
  }

  private GridSweeper.Outcome sweep(SweepEngine engine, int workers, String out) throws Exception {
    return new Sweeper(engine, new ProgramIdentity(PlugIns.NONE))
        .sweep(new GridSweeper.Request(grid(), dir.resolve(out), workers), ProgressSink.NONE);
  }

  private static SweepEngine shuffled(SweepEngine engine, int seed) {
    return (cells, workers, progress, finished) -> {
      List<SweepCell> other = new ArrayList<>(cells);
      Collections.shuffle(other, new Random(seed));
      engine.run(other, workers, progress, finished);
    };
  }

  private void requireSameRows(String one, String other) throws IOException {
    assertThat(dir.resolve(other + "/rows.csv"))
        .hasSameBinaryContentAs(dir.resolve(one + "/rows.csv"));
    assertThat(dir.resolve(other + "/rows.jsonl"))
        .hasSameBinaryContentAs(dir.resolve(one + "/rows.jsonl"));
  }

  @Test
  void sweep_anyOrderAndNumberOfWorkers_sameRows() throws Exception {
    GridSweeper.Outcome outcome = sweep(local, 1, "one");
    sweep(shuffled(local, 1), 2, "two");
    sweep(shuffled(local, 2), 5, "five");

    requireSameRows("one", "two");
    requireSameRows("one", "five");
    assertThat(outcome.cells()).isEqualTo(4);
    assertThat(outcome.kept()).isZero();
    assertThat(outcome.failures()).isEmpty();
    List<String> lines = Files.readAllLines(outcome.jsonLines());
    assertThat(lines).hasSize(4);
    Map<String, ?> first = JsonValues.read(lines.get(0));
    assertThat(first.get("strategy")).isEqualTo("immediate");
    assertThat(((Number) first.get("ipis_to_isolated_user")).longValue()).isPositive();
    assertThat(((Number) JsonValues.read(lines.get(2)).get("deferred")).longValue()).isPositive();
  }

  @Test
  void sweep_csv_hasTheValuesOfTheJsonLines() throws Exception {
    GridSweeper.Outcome outcome = sweep(local, 0, "out");

    List<String> lines = Files.readAllLines(outcome.jsonLines());
    try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(outcome.csv())) {
      int row = 0;
      for (NamedCsvRecord record : csv) {
        Map<String, ?> json = JsonValues.read(lines.get(row++));
        assertThat(record.getHeader()).containsExactlyElementsOf(json.keySet());
        json.forEach(
            (key, value) -> {
              if (!(value instanceof Map)) {
                assertThat(record.getField(key))
                    .as(key)
                    .isEqualTo(value == null ? "" : value.toString());
              }
            });
      }
      assertThat(row).isEqualTo(4);
    }
  }

  @Test
  void sweep_again_runsNothing() throws Exception {
    sweep(local, 0, "out");
    byte[] rows = Files.readAllBytes(dir.resolve("out/rows.csv"));
    SweepEngine none =
        (cells, workers, progress, finished) -> {
          throw new AssertionError("nothing was left to run");
        };

    assertThat(sweep(none, 0, "out").kept()).isEqualTo(4);
    assertThat(dir.resolve("out/rows.csv")).hasBinaryContent(rows);
  }

  @Test
  void sweep_failingCell_losesNoOtherAndIsRunAgain() throws Exception {
    sweep(local, 0, "whole");
    String bad = SweepCell.of(grid().cells().get(2)).hash();
    SweepEngine failing =
        (cells, workers, progress, finished) -> {
          List<SweepCell> good = cells.stream().filter(c -> !c.hash().equals(bad)).toList();
          finished.accept(
              new CellOutcome(bad, CellOutcome.Status.FAILED, "it broke", "trace\n\tat x"));
          local.run(good, workers, progress, finished);
        };

    GridSweeper.Outcome outcome = sweep(failing, 0, "out");

    assertThat(outcome.failures()).hasSize(1);
    GridSweeper.Failure failure = outcome.failures().get(0);
    assertThat(failure.kind()).isEqualTo(DEFECT);
    assertThat(failure.cell()).isEqualTo(grid().cells().get(2).title());
    assertThat(failure.scenario()).content().startsWith("# it broke\n# trace\n# \tat x\n{\"emu\":");
    injector.getInstance(ScenarioLoader.class).load(failure.scenario().toString(), List.of());
    assertThat(outcome.rows().get(2))
        .containsEntry("error", "it broke")
        .containsEntry("ipis_to_isolated_user", null);
    assertThat(outcome.rows().get(3)).containsEntry("error", null);

    GridSweeper.Outcome again = sweep(local, 0, "out");
    assertThat(again.kept()).isEqualTo(3);
    assertThat(again.failures()).isEmpty();
    requireSameRows("whole", "out");
  }

  @Test
  void run_cellThatCannotBeRun_isAnOutcome() {
    CellRunner broken =
        new CellRunner(
            injector.getInstance(ScenarioLoader.class),
            (settings, listeners, progress) -> {
              throw new IllegalStateException("one\ntwo");
            });

    assertThat(broken.run(new SweepCell("h", "cell", "emu {}"), ProgressSink.NONE))
        .satisfies(o -> assertThat(o.trace()).contains("\tat "))
        .extracting(CellOutcome::status, CellOutcome::text)
        .containsExactly(CellOutcome.Status.FAILED, "java.lang.IllegalStateException: one two");
    assertThat(broken.run(new SweepCell("h", "cell", "emu { x = 1 }"), ProgressSink.NONE).status())
        .isEqualTo(CellOutcome.Status.REFUSED);
  }
}
