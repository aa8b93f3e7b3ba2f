package org.emukernel.scenarios.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.scenarios.cli.RecordingReplayer;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.ReplayJson;
import org.emukernel.scenarios.report.ReplayReport;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings done again on the emulated kernel. */
class StrategyReplayerTest {

  private static final Path EXAMPLE = Path.of("../docs/examples/ipi-2cpu.tracefs.txt.gz");

  /** {@code trace-cmd report} of the same recording. */
  private static final Path REPORT =
      Path.of("src/test/resources/org/emukernel/scenarios/trace/ipi-2cpu.report.txt.gz");

  private static final String BOTH = "immediate,cr3-signal";
  private static final String SYNC =
      "smp_call_function_many_cond,on_each_cpu_cond_mask,smp_text_poke_batch_finish,";
  private static final String FLUSH =
      "smp_call_function_many_cond,on_each_cpu_cond_mask,flush_tlb_kernel_range,";

  @TempDir private Path dir;

  private final StringBuilder trace = new StringBuilder();

  private static ReplayReport replay(Path path, Optional<CpuMask> isolated) throws IOException {
    return replay(path, isolated, BOTH);
  }

  private static ReplayReport replay(Path path, Optional<CpuMask> isolated, String strategies)
      throws IOException {
    Injector injector = Guice.createInjector(new EmuModule());
    return injector
        .getInstance(RecordingReplayer.class)
        .replay(path, isolated, TestStrategies.of(injector, strategies), ProgressSink.NONE);
  }

  private static ReplayReport replay(Path path) throws IOException {
    return replay(path, Optional.empty());
  }

  private void csd(int microseconds, int from, int to, String func, String stack) {
    String head = String.format("  t-%d [%03d] d..1. 5.%06d: ", 10 + from, from, microseconds);
    trace.append(head).append("csd_queue_cpu: cpu=").append(to);
    trace.append(" callsite=c+0x1 func=").append(func).append(" csd=0\n");
    trace.append(head).append("<stack trace>\n");
    Arrays.stream(stack.split(",")).forEach(f -> trace.append(" => ").append(f).append('\n'));
  }

  private ReplayReport replayWritten(int... isolated) throws IOException {
    return replay(written(""), Optional.of(CpuMask.of(isolated)));
  }

  private Path written(String header) throws IOException {
    return Files.writeString(dir.resolve("trace"), "# tracer: nop\n" + header + trace);
  }

  private static ReplayReport.Outcome outcome(ReplayReport report, String strategy) {
    return report.strategies().stream()
        .filter(o -> o.name().equals(strategy))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] exampleText() throws IOException {
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(EXAMPLE)))) {
      return in.readAllBytes();
    }
  }

  @Test
  void replay_example_countsWhatWasQueuedAtTheIsolatedCpu() throws IOException {
    ReplayReport report = replay(EXAMPLE);

    assertThat(report.events()).isEqualTo(7938);
    assertThat(report.cpus()).isEqualTo(2);
    assertThat(report.isolated()).isEqualTo(CpuMask.of(1));
    assertThat(report.csdQueuedAtIsolated())
        .isEqualTo(
            Map.of(
                "do_sync_core", 540L,
                "remote_function", 40L,
                "do_flush_tlb_all", 36L,
                "flush_tlb_func", 32L,
                "__perf_event_read", 20L,
                "do_kernel_range_flush", 10L,
                "ipi_mb", 9L));
  }

  @Test
  void replay_exampleUnderImmediate_sendsEverything() throws IOException {
    ReplayReport report = replay(EXAMPLE);

    long all = report.causes().stream().mapToLong(ReplayReport.Cause::count).sum();
    assertThat(outcome(report, "immediate"))
        .isEqualTo(new ReplayReport.Outcome("immediate", all, 0));
  }

  /* Counted in the recording's text, without the reader, the rules or the emulated kernel. */
  @Test
  void replay_exampleUnderCr3Signal_defersSyncsAndVmallocsFlushesOnly() throws IOException {
    ReplayReport report = replay(EXAMPLE);

    List<String> lines = new String(exampleText(), UTF_8).lines().toList();
    long syncs = 0;
    long vmalloc = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(": csd_queue_cpu: cpu=1 ")) {
        String chain = String.join("", lines.subList(i + 2, Math.min(i + 8, lines.size())));
        syncs += lines.get(i).contains("func=do_sync_core ") ? 1 : 0;
        vmalloc += chain.contains(" => flush_tlb_kernel_range => __purge_vmap_area_lazy") ? 1 : 0;
      }
    }
    long all = report.causes().stream().mapToLong(ReplayReport.Cause::count).sum();
    assertThat(syncs).isEqualTo(540);
    assertThat(vmalloc).isPositive();
    assertThat(outcome(report, "cr3-signal"))
        .isEqualTo(new ReplayReport.Outcome("cr3-signal", all - syncs - vmalloc, syncs + vmalloc));
    assertThat(report.causes())
        .filteredOn(c -> c.chain().contains("cpa_flush") || c.chain().contains("secretmem_fault"))
        .isNotEmpty()
        .allSatisfy(c -> assertThat(c.deferrable()).containsEntry("cr3-signal", 0L));
  }

  @Test
  void replay_example_violatesNothing() throws IOException {
    assertThat(replay(EXAMPLE).notes()).noneMatch(note -> note.contains("Violation"));
  }

  @Test
  void replay_bothTextForms_giveTheSameButTheirNames() throws IOException {
    ReplayReport tracefs = replay(EXAMPLE);
    ReplayReport report = replay(REPORT);

    assertThat(report.format()).isNotEqualTo(tracefs.format());
    assertThat(withoutNames(report)).isEqualTo(withoutNames(tracefs));
  }

  private static String withoutNames(ReplayReport report) {
    return ReplayJson.of(report)
        .lines()
        .filter(line -> !line.startsWith("  \"trace\"") && !line.startsWith("  \"format\""))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void replay_twice_givesTheSameBytes() throws IOException {
    assertThat(ReplayJson.of(replay(EXAMPLE))).isEqualTo(ReplayJson.of(replay(EXAMPLE)));
  }

  @Test
  void replay_cutOffGzip_saysAtWhichLine() throws IOException {
    byte[] whole = Files.readAllBytes(EXAMPLE);
    Path cut = dir.resolve("cut.gz");
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));

    ReplayReport report = replay(cut, Optional.of(CpuMask.of(1)));

    assertThat(report.events()).isBetween(1000L, 7000L);
    assertThat(report.notes()).anyMatch(note -> note.matches("(?s).*line \\d+.*"));
  }

  @Test
  void replay_garbledLine_isNamedAndTheRestIsDone() throws IOException {
    csd(1, 0, 1, "do_sync_core", SYNC + "arch_jump_label_transform_apply");
    trace.append("  t-10 [000] d..1. 5.0000x7: csd_qu\n");
    csd(9, 0, 1, "do_sync_core", SYNC + "arch_jump_label_transform_apply");

    ReplayReport report = replayWritten(1);

    assertThat(report.notes()).anyMatch(note -> note.contains("line 8"));
    assertThat(outcome(report, "cr3-signal").deferred()).isEqualTo(2);
  }

  @Test
  void replay_syncForAUprobe_isSent() throws IOException {
    csd(1, 0, 1, "do_sync_core", SYNC + "swbp_optimize,arch_uprobe_optimize");

    assertThat(outcome(replayWritten(1), "cr3-signal"))
        .isEqualTo(new ReplayReport.Outcome("cr3-signal", 1, 0));
  }

  @Test
  void replay_isolatedCpuThatCallsOthers_isInTheKernelAndGetsTheIpi() throws IOException {
    csd(1, 1, 0, "remote_function", "smp_call_function_single,event_function_call");
    csd(1, 0, 1, "do_sync_core", SYNC + "arch_jump_label_transform_apply");
    csd(9, 0, 1, "do_sync_core", SYNC + "arch_jump_label_transform_apply");

    assertThat(outcome(replayWritten(1), "cr3-signal"))
        .isEqualTo(new ReplayReport.Outcome("cr3-signal", 1, 1));
  }

  @Test
  void replay_callOfSeveral_countsEachIsolatedTarget() throws IOException {
    for (int cpu = 1; cpu < 4; cpu++) {
      csd(1, 0, cpu, "do_flush_tlb_all", FLUSH + "__purge_vmap_area_lazy,drain_vmap_area_work");
    }
    for (int cpu = 1; cpu < 4; cpu++) {
      csd(20, 0, cpu, "ipi_mb", "smp_call_function_many_cond,membarrier_global_expedited");
    }

    ReplayReport report = replayWritten(2, 3);

    assertThat(report.cpus()).isEqualTo(4);
    assertThat(report.strategies())
        .containsExactly(
            new ReplayReport.Outcome("immediate", 4, 0),
            new ReplayReport.Outcome("cr3-signal", 2, 2));
  }

  @Test
  void replay_manyCallsAtOnce_areAllDone() throws IOException {
    for (int i = 0; i < 10_000; i++) {
      csd(1, 0, 1, "do_sync_core", SYNC + "arch_jump_label_transform_apply");
    }

    assertThat(outcome(replayWritten(1), "cr3-signal").deferred()).isEqualTo(10_000);
  }

  @Test
  void replay_isolatedCpusThatTheRecordingDoesNotHave_areRefused() throws IOException {
    csd(1, 0, 1, "ipi_mb", "smp_call_function_many_cond");

    assertThatThrownBy(() -> replayWritten(7))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("0-1");
    assertThatThrownBy(() -> replayWritten(0, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no other CPU is left");
  }

  /* The machines are begun with the header's CPUs, and again when a call shows that there are more. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 8})
  void replay_headerThatSaysHowManyCpus_countsTheSameAsWithout(int cpus) throws IOException {
    for (int i = 0; i < 3000; i++) {
      csd(30 * i, 0, 3, "do_sync_core", SYNC + "arch_jump_label_transform_apply");
      csd(30 * i + 15, 1, 3, "ipi_mb", "smp_call_function_many_cond,membarrier_global_expedited");
    }
    ReplayReport without = replayWritten(3);

    ReplayReport with =
        replay(
            written("# entries-in-buffer/entries-written: 8/8   #P:" + cpus + "\n"),
            Optional.of(CpuMask.of(3)));

    assertThat(with.cpus()).isEqualTo(Math.max(4, cpus));
    assertThat(with.strategies())
        .isEqualTo(without.strategies())
        .containsExactly(
            new ReplayReport.Outcome("immediate", 6000, 0),
            new ReplayReport.Outcome("cr3-signal", 3000, 3000));
    assertThat(with.causes()).isEqualTo(without.causes());
  }

  @Test
  void replay_headerAndIsolatedCpusThatCannotBe_areRefusedInTheEnd() throws IOException {
    csd(1, 0, 1, "ipi_mb", "smp_call_function_many_cond");
    Path path = written("# entries-in-buffer/entries-written: 1/1   #P:2\n");

    assertThatThrownBy(() -> replay(path, Optional.of(CpuMask.of(7))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("0-1");
  }

  @Test
  void replay_strategiesWithSettings_areToldApart() throws IOException {
    csd(1, 0, 1, "do_flush_tlb_all", FLUSH + "__purge_vmap_area_lazy,drain_vmap_area_work");
    Path path = written("");

    ReplayReport report =
        replay(path, Optional.of(CpuMask.of(1)), "context-work,context-work(defers=text-and-tlb)");

    assertThat(report.strategies())
        .containsExactly(
            new ReplayReport.Outcome("context-work", 1, 0),
            new ReplayReport.Outcome("context-work(defers=text-and-tlb)", 0, 1));
    assertThat(report.causes().get(0).deferrable())
        .containsOnly(
            Map.entry("context-work", 0L), Map.entry("context-work(defers=text-and-tlb)", 1L));
  }
}
