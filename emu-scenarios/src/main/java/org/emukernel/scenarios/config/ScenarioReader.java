package org.emukernel.scenarios.config;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emukernel.api.spi.CpuArchitectureProvider;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.scenarios.machine.KernelOptions;
import org.emukernel.scenarios.report.PublishedMean;

/** Reads {@code emu}, collecting everything that is wrong. */
final class ScenarioReader {

  private static final List<String> KEYS =
      List.of(
          "scenario",
          "machine",
          "kernel",
          "profiles",
          "strategy",
          "strategies",
          "duration",
          "seed",
          "workloads",
          "faults",
          "published",
          "sweep",
          GridReader.KEY,
          "verify",
          ScenarioText.SCHEDULE,
          "notes");

  /* Virtual time is kept in picoseconds in a long: 2^63 ps are 106 days. */
  private static final long DURATION_MAX_NS = 100L * 86_400 * 1_000_000_000L;

  private final Catalogue catalogue;
  private final Problems problems;

  ScenarioReader(Catalogue catalogue, Problems problems) {
    this.catalogue = catalogue;
    this.problems = problems;
  }

  /** {@return the settings and what a search explores, if nothing was wrong} */
  Optional<VerifyScenario> readAll(Layers layers, String name) {
    Block emu = new Block(layers.merged(), Layers.ROOT, problems);
    Optional<VerifySettings> verify = emu.block("verify").map(VerifyReader::read);
    Optional<ScheduleSettings> schedule =
        emu.block(ScenarioText.SCHEDULE).map(block -> ScheduleReader.read(block, problems));
    emu.block(GridReader.KEY).ifPresent(this::requireNoGrid);
    Optional<ScenarioSettings> settings = readOne(layers, name);
    return settings.flatMap(
        read -> verify.flatMap(what -> schedule.map(then -> new VerifyScenario(read, what, then))));
  }

  /* Of a grid, a run would show one cell without a word. */
  private void requireNoGrid(Block grid) {
    boolean isGrid =
        !grid.list(GridAxisReader.KEY).isEmpty()
            || !grid.list(GridReader.SEEDS).isEmpty()
            || grid.text(GridReader.SCENARIO).filter(text -> !text.isBlank()).isPresent();
    if (isGrid) {
      problems.add(
          ConfigProblem.value(
              grid.place(GridAxisReader.KEY),
              Layers.ROOT + "." + GridReader.KEY,
              "a grid",
              "a scenario: emu sweep goes through grids"));
    }
  }

  /** {@return the settings, if nothing was wrong} */
  Optional<ScenarioSettings> readOne(Layers layers, String name) {
    return withoutSweep(layers, name)
        .map(
            base -> {
              Block emu = new Block(layers.merged(), Layers.ROOT, problems);
              SweepReader sweep = new SweepReader(problems, this::withoutSweep);
              return base.with(sweep.read(emu, layers, base));
            });
  }

  private Optional<ScenarioSettings> withoutSweep(Layers layers, String name) {
    Block emu = new Block(layers.merged(), Layers.ROOT, problems);
    emu.onlyKeys(KEYS);
    MachineReader machines =
        new MachineReader(problems, new ProfileReader(emu, problems), catalogue.architectures());
    Optional<Block> machineBlock = emu.block("machine");
    Optional<MachineSettings> machine = machineBlock.flatMap(machines::read);
    KernelOptions kernel = emu.block("kernel").map(KernelReader::read).orElse(KernelOptions.USUAL);
    List<StrategySettings> strategies = strategies(layers, machineBlock);
    long duration = duration(emu);
    long seed = emu.number("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    List<Settings> workloads =
        new WorkloadReader(catalogue.workloads(), problems).read(emu, layers.workloads());
    List<PublishedMean> published =
        new PublishedReader(catalogue.workloads(), problems).read(emu, strategies, workloads);
    List<String> faults = faults(emu);
    String scenario = emu.text("scenario").filter(text -> !text.isBlank()).orElse(name);
    List<String> notes = notes(emu);
    if (!problems.isEmpty() || machine.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ScenarioSettings(
            scenario,
            machine.get(),
            kernel,
            strategies,
            duration,
            seed,
            workloads,
            faults,
            published,
            notes,
            List.of()));
  }

  private List<StrategySettings> strategies(Layers layers, Optional<Block> machine) {
    StrategyReader reader = new StrategyReader(catalogue.strategies(), problems);
    List<StrategySettings> strategies = reader.read(layers.resolved());
    machine.ifPresent(
        block ->
            architecture(block)
                .ifPresent(
                    known -> reader.checkRequirements(strategies, block.block("features"), known)));
    return strategies;
  }

  /* What is wrong with the name has been said. */
  private Optional<CpuArchitectureProvider> architecture(Block machine) {
    return machine
        .value(MachineReader.ARCHITECTURE)
        .flatMap(Block::scalar)
        .flatMap(catalogue.architectures()::find);
  }

  private static long duration(Block emu) {
    Optional<Object> value = emu.setting("duration", SettingType.DURATION);
    long ns = value.map(Long.class::cast).orElse(1L);
    if (ns <= 0 || ns > DURATION_MAX_NS) {
      emu.problem(
          "duration",
          emu.text("duration").map(Quoted::text).orElse(""),
          "more than 0 and at most 100 days, such as 6 h");
    }
    return ns;
  }

  private static List<String> notes(Block emu) {
    List<String> notes = new ArrayList<>();
    for (ConfigValue value : emu.list("notes")) {
      Optional<String> text = Block.scalar(value);
      text.ifPresentOrElse(
          notes::add, () -> emu.problem("notes", Block.describe(value), "a list of texts"));
    }
    return notes;
  }

  private List<String> faults(Block emu) {
    NamedSet<PlantedFaultProvider> known = catalogue.faults();
    List<String> faults = new ArrayList<>();
    for (ConfigValue value : emu.list("faults")) {
      String name = Block.scalar(value).orElseGet(() -> Block.describe(value));
      faults.add(name);
      if (known.find(name).isEmpty()) {
        problems.add(
            ConfigProblem.unknown(
                Places.of(value.origin()), emu.path("faults"), known.kind(), name, known.names()));
      }
    }
    return faults;
  }
}
