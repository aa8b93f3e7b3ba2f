package org.emukernel.scenarios.page;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.scenarios.cli.RecordingReplayer;
import org.emukernel.scenarios.cli.ScenarioRunner;
import org.emukernel.scenarios.cli.ScenarioVerifier;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.MachineSettings;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.ReplayReport;
import org.emukernel.scenarios.report.RunReport;
import org.emukernel.scenarios.report.StrategyResult;
import org.emukernel.scenarios.report.VerifyReport;
import org.emukernel.scenarios.sim.RunListeners;
import org.emukernel.scenarios.wiring.EmuModule;

/** Results that tests make pages of. */
final class Pages {

  static final Asked ASKED =
      new Asked("emu run 'a <b>'", Optional.of("emu { cpus = 4 } # </pre><b>"), List.of("a note"));

  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());

  /** A run and who listened. */
  record Run(RunReport report, Timelines timelines) {}

  private Pages() {}

  /** {@return a short run of a pack, listened to} */
  static Run run(String pack, String... settings) throws BadScenarioException {
    ScenarioSettings scenario = scenario(pack, settings);
    Timelines timelines = new Timelines(scenario);
    return new Run(run(scenario, timelines), timelines);
  }

  private static RunReport run(ScenarioSettings scenario, RunListeners listeners) {
    return INJECTOR.getInstance(ScenarioRunner.class).run(scenario, listeners, ProgressSink.NONE);
  }

  /** {@return the timeline of a run of a pack under one strategy, with room for so many calls} */
  static Timeline recorded(String pack, int mostCalls, String... settings)
      throws BadScenarioException {
    ScenarioSettings scenario = scenario(pack, settings);
    MachineSettings machine = scenario.machine();
    TimelineRecorder recorder = new TimelineRecorder(machine.cpus(), machine.isolated(), mostCalls);
    run(scenario, (point, strategy) -> recorder);
    return recorder.timeline();
  }

  private static ScenarioSettings scenario(String pack, String... settings)
      throws BadScenarioException {
    List<SettingOverride> overrides = new ArrayList<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      overrides.add(
          new SettingOverride(
              setting, setting.substring(0, equals), setting.substring(equals + 1)));
    }
    return INJECTOR.getInstance(ScenarioLoader.class).load(pack, overrides);
  }

  /** {@return the page of a replay of which nobody heard the calls} */
  static String replayed(ReplayReport report) {
    return ReplayPage.of(report, ASKED, new RecordedTimeline());
  }

  /** {@return the page of a real recording} */
  static String recording(RecordedTimeline timeline) throws BadScenarioException, IOException {
    List<StrategySettings> strategies =
        INJECTOR
            .getInstance(ScenarioLoader.class)
            .strategies(SettingOverride.option("", "strategies", "[immediate]"));
    ReplayReport report =
        INJECTOR
            .getInstance(RecordingReplayer.class)
            .replay(
                Path.of("../docs/examples/ipi-2cpu.tracefs.txt.gz"),
                Optional.empty(),
                strategies,
                timeline,
                ProgressSink.NONE);
    return ReplayPage.of(report, ASKED, timeline);
  }

  /** {@return a search that finds a violation after a few states} */
  static VerifyReport violated() throws BadScenarioException {
    List<SettingOverride> overrides =
        List.of(
            SettingOverride.option("", "strategies", "[\"coalesce-tlbi(flush=cr4-pge)\"]"),
            SettingOverride.option("", "verify.nmis", "0"),
            SettingOverride.option("", "verify.store-buffer", "0"));
    return INJECTOR
        .getInstance(ScenarioVerifier.class)
        .verify(
            INJECTOR.getInstance(ScenarioLoader.class).loadAll("tlb-vunmap", overrides),
            new ScenarioVerifier.Options(Reduction.ON, 512L << 20),
            (states, transitions, depth) -> true);
  }

  /** {@return a made-up run of many CPUs with as much in its timeline as there may be} */
  static String large(int cpus) {
    CpuMask isolated = CpuMask.range(2, cpus);
    Map<String, Long> causes = new LinkedHashMap<>();
    for (int i = 0; i < 60; i++) {
      causes.put("smp_call_function_many_cond <- on_each_cpu_cond_mask <- cause_" + i, 100L + i);
    }
    List<StrategyResult> results = new ArrayList<>();
    List<Timeline> timelines = new ArrayList<>();
    for (String strategy : List.of("immediate", "cr3-signal", "coalesce-tlbi", "latr")) {
      List<Long> ipis = IntStream.range(2, cpus).mapToObj(cpu -> (long) (cpu * 7 % 50)).toList();
      results.add(
          new StrategyResult(
              strategy,
              ipis,
              Map.of("do_flush_tlb_all", 9L),
              causes,
              70,
              60,
              60,
              List.of(),
              List.of(),
              1,
              1));
      timelines.add(timeline(cpus));
    }
    RunReport run =
        new RunReport("large", 1, cpus, isolated, 60_000_000_000L, results, Optional.empty());
    return RunPage.of(run, ASKED, timelines);
  }

  private static Timeline timeline(int cpus) {
    List<Timeline.Call> calls = new ArrayList<>();
    List<Timeline.Stay> stays = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      int target = 2 + i % (cpus - 2);
      long burst = 1_000_000_000L * (1 + i / (cpus - 2)) + i * 20L;
      Timeline.Kind kind = i % 3 == 0 ? Timeline.Kind.DEFERRED : Timeline.Kind.IPI;
      calls.add(
          new Timeline.Call(
              burst, i % 2, target, kind, kind == Timeline.Kind.IPI ? burst + 500 : -1, 0));
      stays.add(new Timeline.Stay(target, burst + 500, burst + 1500, 0xfb));
    }
    return new Timeline(
        Timeline.Source.RUN,
        60_000_000_000L,
        50_000_000_000L,
        50_000_000_000L,
        calls,
        stays,
        List.of("do_sync_core"));
  }
}
