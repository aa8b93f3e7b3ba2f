package org.emukernel.scenarios.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.Requirement;
import org.emukernel.api.strategy.SenderView;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceRecord;
import org.emukernel.api.trace.TransitionCause;
import org.emukernel.mm.MemoryOption;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.ConfigProblem;
import org.emukernel.scenarios.config.CpuFeature;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.report.RunReport;
import org.emukernel.scenarios.report.StrategyResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmuTest {

  private static final Duration TEN_MS = Duration.ofMillis(10);

  @TempDir private Path dir;

  private final Emu emu = Emu.open();

  private ExperimentBuilder busy() {
    return emu.experiment()
        .cpus(4)
        .isolated("2-3")
        .memoryMib(128)
        .duration(TEN_MS)
        .workload("static-keys", Map.of("toggles-per-hour", 3_000_000))
        .workload("process-churn", Map.of("processes-per-second", 5000, "burst", 10));
  }

  private List<String> problems(ExperimentBuilder builder) {
    BadScenarioException e = catchThrowableOfType(BadScenarioException.class, builder::build);
    return e.problems().stream().map(ConfigProblem::line).toList();
  }

  /** The same words in HOCON: one way to check and to fill in defaults. */
  @Test
  void build_sameAsHocon_sameSettings() throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("same.conf"),
            """
            emu {
              scenario = same
              machine {
                cpus = 6, isolated = "1,4-5", memory = 256 MiB, store-buffer = 3
                nmis-per-second = 7, profile = xeon-gold-6248
                features { pcid = false, serialize = true }
              }
              kernel { debug-pagealloc = true }
              strategies = [immediate, { name = context-work, condition = state, clear-on-exit = false }]
              workloads = [{ name = idle, cpus = "0,2" }, bpf-filter]
              faults = [skip-sync-1]
              seed = 42
              duration = 90 s
            }
            """);

    ScenarioSettings built =
        emu.experiment()
            .name("same")
            .cpus(6)
            .isolated(CpuMask.of(1, 4, 5))
            .memoryMib(256)
            .storeBuffer(3)
            .nmisPerSecond(7)
            .profile("xeon-gold-6248")
            .without(CpuFeature.PCID)
            .with(CpuFeature.SERIALIZE)
            .kernel(MemoryOption.DEBUG_PAGEALLOC)
            .strategy("immediate")
            .strategy("context-work", Map.of("condition", "state", "clear-on-exit", false))
            .workload("idle", Map.of("cpus", CpuMask.of(0, 2)))
            .workload("bpf-filter")
            .fault("skip-sync-1")
            .seed(42)
            .duration(Duration.ofSeconds(90))
            .build()
            .settings();

    assertThat(built).isEqualTo(emu.load(file.toString()).settings());
  }

  @Test
  void build_nothingSaid_isReferenceConf() throws Exception {
    ScenarioSettings settings = emu.experiment().build().settings();

    assertThat(settings.machine().cpus()).isEqualTo(4);
    assertThat(settings.strategies())
        .extracting(StrategySettings::label)
        .containsExactly("immediate");
    assertThat(settings.durationNs()).isEqualTo(10_000_000_000L);
  }

  @Test
  void build_severalProblems_eachNamesItsMethod() {
    List<String> problems =
        problems(
            emu.experiment()
                .cpus(0)
                .isolated("x")
                .without(CpuFeature.PTI)
                .strategy("cr3-signal")
                .strategy("context-work", Map.of("condition", "sate"))
                .strategy("imediate")
                .workload("idle", Map.of("naps", 1))
                .fault("none-such")
                .duration(Duration.ZERO));

    assertThat(problems)
        .contains(
            "cpus(0): emu.machine.cpus: found 0, expected a whole number from 1 to 4096",
            "isolated(x): emu.machine.isolated: found \"x\", expected a cpulist such as 10-35, or"
                + " \"\" for none",
            "without(PTI): emu.machine.features.pti: found false, expected true: strategy"
                + " \"cr3-signal\" needs page-table isolation (PTI), where every kernel entry switches"
                + " CR3",
            "strategy(context-work): emu.strategies.context-work.condition: found \"sate\", expected"
                + " one of rcu-watching, state, rcu-watching-v5",
            "duration(PT0S): emu.duration: found \"0 ns\", expected more than 0 and at most 100 days,"
                + " such as 6 h")
        .anyMatch(line -> line.startsWith("strategy(imediate): emu.strategies: found unknown"))
        .anyMatch(line -> line.startsWith("workload(idle): emu.workloads.idle: found unknown key"))
        .anyMatch(line -> line.startsWith("fault(none-such): emu.faults: found unknown fault"))
        .hasSize(8);
  }

  @Test
  void run_strategies_givesAResultForEach() throws Exception {
    RunReport report = busy().strategy("immediate").strategy("oracle").seed(3).run();

    assertThat(report.isolated()).isEqualTo(CpuMask.of(2, 3));
    StrategyResult immediate = report.results().get(0);
    StrategyResult oracle = report.results().get(1);
    assertThat(immediate.ipisToIsolatedUser()).isPositive();
    assertThat(immediate.byCallback()).containsKey("do_sync_core");
    assertThat(immediate.deferred()).isZero();
    assertThat(oracle.deferred()).isPositive();
    assertThat(report.results()).allMatch(result -> result.violations().isEmpty());
    assertThat(busy().strategy("immediate").strategy("oracle").seed(3).run()).isEqualTo(report);
  }

  /** Interrupts nobody for text syncs, and never catches up. */
  private static final class Forgetful implements DeferralStrategyProvider, DeferralStrategy {

    private Settings created = Settings.defaults("forgetful", List.of());

    @Override
    public String name() {
      return "forgetful";
    }

    @Override
    public String description() {
      return "forgets";
    }

    @Override
    public String source() {
      return "none";
    }

    @Override
    public Set<Requirement> requires() {
      return Set.of();
    }

    @Override
    public List<Setting> settings() {
      return List.of(
          new Setting("grace", SettingType.DURATION, "1 ms", "how long"),
          new Setting("rounds", SettingType.COUNT, "1", "how many"));
    }

    @Override
    public DeferralStrategy create(Settings settings) {
      created = settings;
      return this;
    }

    @Override
    public boolean mayDefer(IpiWork work) {
      return work.kind() == IpiWork.Kind.SYNC_CORE;
    }

    @Override
    public Decision decide(IpiWork work, int target, SenderView sender) {
      return Decision.DEFER;
    }

    @Override
    public <T> Optional<T> entryHooks(Class<T> type) {
      return Optional.empty();
    }
  }

  @Test
  void run_ownStrategy_isAsked() throws Exception {
    RunReport report = busy().strategy(new Forgetful()).run();

    assertThat(report.results().get(0).strategy()).isEqualTo("forgetful");
    assertThat(report.results().get(0).deferred()).isPositive();
  }

  @Test
  void strategy_ownTwice_differBySettings() throws Exception {
    Forgetful own = new Forgetful();

    ScenarioSettings settings =
        emu.experiment()
            .strategy(own)
            .strategy(own, Map.of("grace", Duration.ofMillis(3)))
            .build()
            .settings();

    assertThat(settings.strategies())
        .extracting(StrategySettings::label)
        .containsExactly("forgetful", "forgetful(grace=3000000)");
  }

  /** A number in HOCON is milliseconds; a setting that was read is nanoseconds. */
  @Test
  void strategy_settingsThatWereRead_areTheSameAgain() throws Exception {
    Forgetful own = new Forgetful();
    Settings settings = new Settings("forgetful", Map.of("grace", 5L, "rounds", 6L));

    assertThat(emu.experiment().strategy(own, settings).build().settings().strategies())
        .extracting(StrategySettings::settings)
        .containsExactly(settings);
    assertThat(own.created).isEqualTo(settings);
  }

  @Test
  void strategy_nameOfAnother_isAProblem() {
    assertThat(problems(emu.experiment().strategy(new Forgetful()).strategy(new Forgetful())))
        .contains(
            "strategy("
                + Forgetful.class.getName()
                + "): found the name \"forgetful\" of "
                + Forgetful.class.getName()
                + ", expected a name of its own");
  }

  @Test
  void fault_own_isPlanted() throws Exception {
    List<String> seen = new ArrayList<>();
    PlantedFaultProvider fault =
        new PlantedFaultProvider() {
          @Override
          public String name() {
            return "none";
          }

          @Override
          public String description() {
            return "looks only";
          }

          @Override
          public String caughtBy() {
            return "stale-translation";
          }

          @Override
          public Routine plantIn(Routine routine) {
            seen.add(routine.symbol());
            return routine;
          }
        };

    emu.experiment().memoryMib(128).fault(fault).build().boot();

    assertThat(seen).contains("flush_tlb_kernel_range");
  }

  @Test
  void advance_inPieces_sameAsRun() throws Exception {
    Experiment experiment = busy().strategy("cr3-signal").build();
    Machine machine = experiment.boot();
    Machine other = experiment.boot();

    for (int i = 0; i < 10; i++) {
      machine.advance(TEN_MS.dividedBy(10));
    }
    other.advance(TEN_MS);

    assertThat(machine.now()).isEqualTo(TEN_MS);
    assertThat(machine.result()).isEqualTo(experiment.run().results().get(0));
    assertThat(machine.stateHash()).isEqualTo(other.stateHash());
    assertThat(machine.result().events()).isPositive();
    assertThat(machine.place(2)).startsWith("user_loop");
  }

  @Test
  void advance_backwards_isRefused() throws Exception {
    Machine machine = emu.experiment().memoryMib(128).build().boot();

    assertThatThrownBy(() -> machine.advance(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found the duration PT-0.000000001S, expected 0 or more");
  }

  @Test
  void boot_listener_hearsWhatTheTracerWouldRecord() throws Exception {
    List<TraceRecord> records = new ArrayList<>();
    Machine machine = busy().build().boot(records::add);

    machine.advance(TEN_MS);

    TraceRecord queued = first(records, TraceEvent.CsdQueueCpu.class);
    TraceEvent.CsdQueueCpu queue = (TraceEvent.CsdQueueCpu) queued.event();
    assertThat(queue.func().name()).isIn("do_sync_core", "do_flush_tlb_all");
    assertThat(queue.callsite().name()).isEqualTo("on_each_cpu_cond_mask");
    assertThat(queued.stack().frames()).contains("smp_call_function_many_cond");
    assertThat(queued.header().cpu()).isNotEqualTo(queue.cpu());
    assertThat(records)
        .extracting(record -> record.event().name())
        .contains(
            "ipi_send_cpumask",
            "csd_function_entry",
            "csd_function_exit",
            "call_function_exit",
            "kernel_exit");
    assertThat(records)
        .extracting(record -> record.header().timestampNs())
        .isSortedAccordingTo(Comparator.naturalOrder());
    TraceRecord entry = first(records, TraceEvent.KernelEntry.class);
    assertThat(((TraceEvent.KernelEntry) entry.event()).cause()).isEqualTo(TransitionCause.SYSCALL);
    assertThat(entry.header().timestampNs()).isPositive().isLessThan(TEN_MS.toNanos());
    long entries = records.stream().filter(r -> onIsolated(r.event())).count();
    assertThat(entries).isEqualTo(machine.result().kernelEntries());
  }

  private static boolean onIsolated(TraceEvent event) {
    return event instanceof TraceEvent.KernelEntry entry && entry.cpu() >= 2;
  }

  private static TraceRecord first(List<TraceRecord> records, Class<?> type) {
    return records.stream().filter(r -> type.isInstance(r.event())).findFirst().orElseThrow();
  }

  @Test
  void boot_twoStrategies_isRefused() throws Exception {
    Experiment experiment = emu.experiment().strategy("immediate").strategy("oracle").build();

    assertThatThrownBy(experiment::boot)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("found 2 strategies, expected one: a machine runs under one");
  }

  @Test
  void load_pack_isTheSameAsTheCommands() throws Exception {
    assertThat(emu.load("rteval").settings().machine().cpus()).isEqualTo(36);
    assertThat(emu.catalogue().packs().names()).contains("rteval");
  }

  @Test
  void open_plugIn_complains() throws Exception {
    List<String> complaints = new ArrayList<>();

    try (Emu withPlugIns = Emu.open(List.of(emptyDirectory()), complaints::add)) {
      assertThat(withPlugIns.catalogue().strategies().names()).contains("immediate");
    }
    assertThat(complaints).singleElement().asString().contains("offers nothing");
  }

  private Path emptyDirectory() throws IOException {
    return Files.createDirectory(dir.resolve("empty"));
  }
}
