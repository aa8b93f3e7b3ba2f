package org.emukernel.scenarios.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.redrive.StrategyRedrive.Repetitions;
import org.emukernel.scenarios.redrive.SyntheticRecording.Form;
import org.emukernel.scenarios.redrive.SyntheticRecording.Pattern;
import org.emukernel.scenarios.replay.CauseRules;
import org.emukernel.scenarios.replay.RecordedCalls;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.ReplayJson;
import org.emukernel.scenarios.report.ReplayReport;
import org.emukernel.scenarios.trace.Recordings;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of a burst is what the machine would do. */
class RepetitionsTest {

  private static final Path EXAMPLE = Path.of("../docs/examples/ipi-2cpu.tracefs.txt.gz");
  private static final String STRATEGIES = "immediate,cr3-signal,invlpgb";
  private static final CpuMask ISOLATED = CpuMask.parse("3-5");
  private static final int CPUS = 6;

  private static final String MANY = "smp_call_function_many_cond,on_each_cpu_cond_mask,";
  private static final String SYNC =
      "do_sync_core," + MANY + "smp_text_poke_batch_finish,arch_jump_label_transform_apply";
  private static final String LAZY_ALL =
      "do_flush_tlb_all," + MANY + "flush_tlb_kernel_range,__purge_vmap_area_lazy,drain";
  private static final String LAZY =
      "do_kernel_range_flush," + MANY + "flush_tlb_kernel_range,__purge_vmap_area_lazy,drain";
  private static final String CPA =
      "do_kernel_range_flush," + MANY + "flush_tlb_kernel_range,cpa_flush,set_memory_ro";
  private static final String MEMBARRIER =
      "ipi_mb,smp_call_function_many_cond,membarrier_global_expedited";
  private static final String SINGLE =
      "remote_function,smp_call_function_single,event_function_call";
  private static final List<String> KINDS =
      List.of(SYNC, SYNC, SYNC, LAZY, CPA, MEMBARRIER, SINGLE);
  private static final List<String> KINDS_WITH_FULL_FLUSH = List.of(SYNC, LAZY_ALL, SINGLE);

  /* From at once over some us, in which a call is still under way, to a rest. */
  private static final int[] PAUSES = {0, 1, 2, 3, 40, 300, 500, 500, 500, 500, 500, 500, 500, 500};

  @TempDir private Path dir;

  private final Injector injector = Guice.createInjector(new EmuModule());

  private String result(Path path, Optional<CpuMask> isolated, Repetitions repetitions)
      throws IOException {
    return result(path, isolated, repetitions, CallLog.WORDS);
  }

  private String result(
      Path path, Optional<CpuMask> isolated, Repetitions repetitions, long logWords)
      throws IOException {
    StrategyReplayer replayer =
        new StrategyReplayer(
            injector.getInstance(Recordings.class),
            injector.getInstance(CauseRules.class),
            injector.getInstance(ReplayMachines.class),
            repetitions,
            logWords);
    ReplayReport report =
        replayer.replay(path, isolated, TestStrategies.of(injector, STRATEGIES), ProgressSink.NONE);
    return ReplayJson.of(report) + report.notes();
  }

  private StrategyRedrive.Result redrive(Path path, Repetitions repetitions) throws IOException {
    ReplayMachines machines = injector.getInstance(ReplayMachines.class);
    List<StrategySettings> strategies = TestStrategies.of(injector, "cr3-signal");
    ScenarioSettings settings = machines.settings(CPUS, ISOLATED, strategies);
    StrategyRedrive redrive =
        new StrategyRedrive(machines.spec(settings, strategies.get(0)), repetitions);
    try (CallSource calls =
        new ReadCalls(
            new RecordedCalls(
                injector.getInstance(Recordings.class).open(path).reader(),
                injector.getInstance(CauseRules.class)))) {
      return redrive.run(calls, ProgressSink.NONE);
    }
  }

  /* Lines of two senders at a time stand mixed; some targets are called by an isolated CPU. */
  private Path mixed(List<String> kinds, long seed, int calls) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder trace = new StringBuilder("# tracer: nop\n");
    int us = 0;
    for (int i = 0; i < calls; i++) {
      us += PAUSES[random.nextInt(PAUSES.length)];
      int sender = random.nextInt(8) == 0 ? 3 + random.nextInt(3) : random.nextInt(3);
      int other = (sender + 1) % 3;
      String kind = kinds.get(random.nextInt(kinds.size()));
      String otherKind = kinds.get(random.nextInt(kinds.size()));
      boolean isPair = random.nextInt(4) == 0;
      int targets = kind.equals(SINGLE) ? 1 : CPUS;
      for (int target = CPUS - targets; target < CPUS; target++) {
        csd(trace, us, sender, target, kind);
        if (isPair) {
          csd(trace, Math.max(0, us - random.nextInt(2)), other, target, otherKind);
        }
      }
    }
    return Files.writeString(dir.resolve("mixed" + seed), trace);
  }

  private static void csd(StringBuilder trace, int us, int from, int to, String kind) {
    if (from == to) {
      return;
    }
    String head =
        String.format(
            "  t-%d [%03d] d..1. %d.%06d: ", 10 + from, from, 5 + us / 1_000_000, us % 1_000_000);
    String func = kind.substring(0, kind.indexOf(','));
    trace.append(head).append("csd_queue_cpu: cpu=").append(to);
    trace.append(" callsite=c+0x1 func=").append(func).append(" csd=0\n");
    trace.append(head).append("<stack trace>\n");
    for (String frame : kind.substring(func.length() + 1).split(",")) {
      trace.append(" => ").append(frame).append('\n');
    }
  }

  @Test
  void replay_example_isTheSameWhetherKnownOrRun() throws IOException {
    assertThat(result(EXAMPLE, Optional.empty(), Repetitions.ANSWERED))
        .isEqualTo(result(EXAMPLE, Optional.empty(), Repetitions.RUN));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void replay_mixedCallsOfSeveralCpus_isTheSameWhetherKnownOrRun(long seed) throws IOException {
    Path path = mixed(KINDS, seed, 300);

    assertThat(result(path, Optional.of(ISOLATED), Repetitions.ANSWERED))
        .isEqualTo(result(path, Optional.of(ISOLATED), Repetitions.RUN));
  }

  @Test
  void replay_fewKindsOfCalls_isTheSameWhetherKnownOrRun() throws IOException {
    Path path = mixed(List.of(SYNC, MEMBARRIER), 6, 1200);

    assertThat(result(path, Optional.of(ISOLATED), Repetitions.ANSWERED))
        .isEqualTo(result(path, Optional.of(ISOLATED), Repetitions.RUN));
  }

  /* What monitors find, and the history of it, is that of the machine that did everything. */
  @Test
  void replay_fullFlushes_findsTheSameWhetherKnownOrRun() throws IOException {
    Path path = mixed(KINDS_WITH_FULL_FLUSH, 5, 40);

    assertThat(result(path, Optional.of(ISOLATED), Repetitions.ANSWERED))
        .isEqualTo(result(path, Optional.of(ISOLATED), Repetitions.RUN));
  }

  @Test
  void redrive_mixedCalls_answersSomeAndRunsSome() throws IOException {
    Path path = mixed(List.of(SYNC), 4, 1200);

    StrategyRedrive.Result answered = redrive(path, Repetitions.ANSWERED);
    StrategyRedrive.Result run = redrive(path, Repetitions.RUN);

    assertThat(run.violations()).isEmpty();
    assertThat(run.answered()).isZero();
    assertThat(answered.ran()).isPositive();
    assertThat(answered.answered()).isGreaterThan(50);
    assertThat(answered.ran() + answered.answered()).isEqualTo(run.ran());
    assertThat(answered.deferred()).isEqualTo(run.deferred()).isPositive();
    assertThat(answered.ipis()).isEqualTo(run.ipis()).isPositive();
    assertThat(answered.violations()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2, REPEATING", "2, MIXED", "6, MIXED", "36, MIXED"})
  void replay_syntheticRecording_isTheSameWhetherKnownOrRun(int cpus, Pattern pattern)
      throws IOException {
    Path path = dir.resolve("synthetic");
    SyntheticRecording.write(path, cpus, pattern, Form.TRACEFS, 7, 12_000);
    Optional<CpuMask> isolated = Optional.of(SyntheticRecording.isolated(cpus));

    assertThat(result(path, isolated, Repetitions.ANSWERED))
        .isEqualTo(result(path, isolated, Repetitions.RUN));
  }

  /* Two chunks of the log are held; the rest is read again by each strategy. */
  @Test
  void replay_moreCallsThanTheLogHolds_isTheSame() throws IOException {
    Path path = dir.resolve("synthetic");
    SyntheticRecording.write(path, CPUS, Pattern.MIXED, Form.TRACEFS, 10, 30_000);
    Optional<CpuMask> isolated = Optional.of(ISOLATED);

    assertThat(result(path, isolated, Repetitions.ANSWERED, 3000))
        .isEqualTo(result(path, isolated, Repetitions.ANSWERED));
  }

  @Test
  void replay_bothTextForms_haveTheSameCallsAndOutcomes() throws IOException {
    Path tracefs = dir.resolve("tracefs");
    Path report = dir.resolve("report");
    long events = SyntheticRecording.write(tracefs, 6, Pattern.MIXED, Form.TRACEFS, 8, 2_000);

    assertThat(SyntheticRecording.write(report, 6, Pattern.MIXED, Form.TRACE_CMD, 8, 2_000))
        .isEqualTo(events);
    assertThat(withoutSource(result(report, Optional.of(ISOLATED), Repetitions.ANSWERED)))
        .isEqualTo(withoutSource(result(tracefs, Optional.of(ISOLATED), Repetitions.ANSWERED)))
        .contains("\"events\" : " + events);
  }

  private static String withoutSource(String json) {
    return json.replaceAll("\"(trace|format)\" : [^\n]*", "");
  }

  /* A recording that does not repeat itself brings the machine back into few states. */
  @Test
  void redrive_mixedRecording_runsFewCalls() throws IOException {
    Path path = dir.resolve("synthetic");
    SyntheticRecording.write(path, CPUS, Pattern.MIXED, Form.TRACEFS, 9, 60_000);

    StrategyRedrive.Result result = redrive(path, Repetitions.ANSWERED);

    assertThat(result.ran()).isPositive().isLessThan(result.answered() / 5);
  }
}
