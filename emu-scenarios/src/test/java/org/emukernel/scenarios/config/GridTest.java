package org.emukernel.scenarios.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Grids, and the text that a cell's settings are known by. */
class GridTest {

  private final ScenarioLoader loader =
      Guice.createInjector(new EmuModule()).getInstance(ScenarioLoader.class);

  @TempDir private Path dir;

  private GridSettings grid(String hocon, SettingOverride... overrides) throws Exception {
    Path file = Files.writeString(dir.resolve("grid.conf"), hocon);
    return loader.loadGrid(file.toString(), List.of(overrides));
  }

  private static List<String> titles(GridSettings grid) {
    return grid.cells().stream().map(GridCell::title).toList();
  }

  @Test
  void loadGrid_axesStrategiesAndSeeds_areAllCombinationsInOrder() throws Exception {
    GridSettings grid =
        grid(
            """
            emu {
              strategies = [immediate, { name = coalesce-tlbi, flush = cr4-pge }]
              grid {
                seeds = [7, 1-2]
                axes = [
                  { key = machine.store-buffer, values = [4, 2] }
                  { name = size, points = [
                    { name = small, set { machine { cpus = 4, isolated = "2-3" } } }
                    { name = large, set { machine.cpus = 8, workloads.hackbench.wakeups-per-second = 3 } }
                  ] }
                ]
              }
            }
            """);

    assertThat(grid.name()).isEqualTo("grid");
    assertThat(grid.axes()).containsExactly("machine.store-buffer", "size");
    assertThat(titles(grid))
        .hasSize(24)
        .startsWith(
            "machine.store-buffer=4 size=small immediate seed 7",
            "machine.store-buffer=4 size=small immediate seed 1",
            "machine.store-buffer=4 size=small immediate seed 2",
            "machine.store-buffer=4 size=small coalesce-tlbi(flush=cr4-pge) seed 7")
        .endsWith("machine.store-buffer=2 size=large coalesce-tlbi(flush=cr4-pge) seed 2");
    assertThat(grid.cells().get(23).settings().entrySet())
        .startsWith(
            entry("scenario", "grid"),
            entry("machine.store-buffer", 2),
            entry("size", "large"),
            entry("strategy", "coalesce-tlbi(flush=cr4-pge)"),
            entry("seed", 2L));
    assertThat(grid.cells().get(23).settings())
        .containsEntry("machine.cpus", 8)
        .containsEntry("machine.isolated", "")
        .containsEntry("workloads", "hackbench")
        .containsEntry("workloads.hackbench.wakeups-per-second", 3L);
  }

  private static java.util.Map.Entry<String, Object> entry(String key, Object value) {
    return java.util.Map.entry(key, value);
  }

  @Test
  void loadGrid_exceptions_leaveCellsOutThatCouldNotRun() throws Exception {
    GridSettings grid =
        grid(
            """
            emu {
              strategies = "immediate, cr3-signal"
              grid {
                axes = [{ key = machine.features.pti, values = [true, false] }]
                except = [{ strategy = cr3-signal, machine.features.pti = false }]
              }
            }
            """);

    assertThat(titles(grid))
        .containsExactly(
            "machine.features.pti=true immediate seed 1",
            "machine.features.pti=true cr3-signal seed 1",
            "machine.features.pti=false immediate seed 1");
  }

  @Test
  void loadGrid_onAPack_addsToItAndItsPoints() throws Exception {
    GridSettings grid =
        grid(
            """
            emu { grid { scenario = getpid, seeds = 3-4 }, strategy = immediate, duration = 7 ms }
            """);

    List<SweepPoint> points = loader.load("getpid", List.of()).sweep();
    assertThat(points).isNotEmpty();
    assertThat(grid.name()).isEqualTo("getpid");
    assertThat(grid.cells())
        .extracting(cell -> cell.settings().get("point"))
        .containsAll(points.stream().map(SweepPoint::name).toList());
    assertThat(grid.cells())
        .allSatisfy(cell -> assertThat(cell.settings()).containsEntry("duration", "7 ms"));
  }

  @Test
  void loadGrid_onAFileBesideIt_takesItsKeysButNotItsStrategies() throws Exception {
    Files.writeString(
        dir.resolve("base.conf"), "emu { strategies = [invlpgb], machine.cpus = 6, seed = 9 }");

    GridSettings grid = grid("emu { strategy = immediate, grid.scenario = base.conf }");

    assertThat(titles(grid)).containsExactly("immediate seed 9");
    assertThat(grid.cells().get(0).settings()).containsEntry("machine.cpus", 6);
  }

  @Test
  void loadGrid_override_isStrongerThanAnAxis() throws Exception {
    String text =
        "emu.grid.axes = [{ key = workloads.hackbench.wakeups-per-second, values = [1, 2] }]";
    assertThat(grid(text, new SettingOverride("--set", "duration", "5 ms")).cells())
        .extracting(cell -> cell.settings().get("workloads.hackbench.wakeups-per-second"))
        .containsExactly(1L, 2L);

    SettingOverride same =
        new SettingOverride("--set", "workloads.hackbench.wakeups-per-second", "3");
    assertThatThrownBy(() -> grid(text, same))
        .hasMessageContaining("grid.conf:1: emu.grid.axes: found the same run twice");
  }

  @Test
  void loadGrid_keyThatNoColumnShows_getsAColumn() throws Exception {
    GridSettings grid =
        grid(
            """
            emu {
              profiles.mine = ${emu.profiles.xeon-e5-2699}
              machine.profile = mine
              grid.axes = [{ key = profiles.mine.costs.ipi-flight, values = [100 ns, 5 us] }]
            }
            """);

    assertThat(grid.cells())
        .extracting(cell -> cell.settings().get("profiles.mine.costs.ipi-flight"))
        .containsExactly("100 ns", "5 us");
    assertThat(grid.cells().get(1).text()).contains("\"ipi-flight\":\"5000000 ps\"");
  }

  @Test
  void load_ofAGrid_saysWhichCommandItIsFor() throws Exception {
    Path file = Files.writeString(dir.resolve("grid.conf"), "emu.grid.seeds = 1-3");

    assertThatThrownBy(() -> loader.load(file.toString(), List.of()))
        .hasMessageEndingWith(
            "emu.grid: found a grid, expected a scenario: emu sweep goes through grids");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rteval",
        "bpf-attach",
        "module-load",
        "vmalloc-churn",
        "user-shootdown",
        "static-keys",
        "kprobes",
        "idle-cpus",
        "kvm-guest",
        "text-poke"
      })
  void text_ofACell_meansTheSameAndIsAlwaysTheSame(String pack) throws Exception {
    GridSettings grid = grid("emu.grid.scenario = " + pack + ", emu.seed = -5");

    for (GridCell cell : grid.cells()) {
      ScenarioSettings again = loader.loadText(cell.text(), "again");
      GridSettings twice = grid(cell.text());
      ScenarioSettings pure =
          loader.load(pack, List.of(SettingOverride.option("--seed", "seed", "-5")));
      assertThat(twice.cells()).extracting(GridCell::text).containsExactly(cell.text());
      assertThat(again)
          .usingRecursiveComparison()
          .ignoringFields("strategies", "published", "notes", "sweep")
          .isEqualTo(pure);
      assertThat(pure.strategies()).containsAll(again.strategies());
    }
  }

  @Test
  void loadGrid_example_hasItsCells() throws Exception {
    GridSettings example = loader.loadGrid("../docs/examples/churn-grid.conf", List.of());

    assertThat(example.cells()).hasSize(96);
    assertThat(example.axes())
        .containsExactly("machine", "workloads.process-churn.processes-per-second");
  }

  @ParameterizedTest
  @CsvSource({
    "10000000000,10 s",
    "1500000,1500 us",
    "20000000,20 ms",
    "1234567,1234567 ns",
    "1,1 ns"
  })
  void time_isWholeInItsUnit(long ns, String text) {
    assertThat(WholeScenario.time(ns)).isEqualTo(text);
  }
}
