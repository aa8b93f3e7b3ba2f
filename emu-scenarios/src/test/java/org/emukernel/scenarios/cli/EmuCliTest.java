package org.emukernel.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.kernel.MissingSymbolException;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.report.Reports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmuCliTest {

  @TempDir private Path dir;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int emu(Services services, String... args) {
    PrintStream messages = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new EmuCli(services, new Console(out, messages)).run(args);
  }

  private int emu(String... args) {
    return emu(new FakeServices(), args);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper()
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .readTree(out());
  }

  @Test
  void run_pack_printsATableAndNothingElse() {
    assertThat(emu("run", "rteval")).isZero();

    assertThat(out()).startsWith("small: 4 CPUs, isolated 1-3, 1 h of virtual time, seed 7\n");
    assertThat(err()).hasLineCount(1).contains("guest instructions/s");
  }

  @Test
  void run_json_isOneObject() throws IOException {
    assertThat(emu("run", "--json", "rteval")).isZero();

    assertThat(json().fieldNames())
        .toIterable()
        .containsExactly("scenario", "seed", "cpus", "isolated", "virtual_seconds", "results");
    assertThat(json().get("results").get(0).fieldNames())
        .toIterable()
        .containsExactly(
            "strategy",
            "ipis_to_isolated_user",
            "per_isolated_cpu",
            "mean_interval_seconds",
            "by_callback",
            "by_cause",
            "deferred",
            "caught_up",
            "kernel_entries",
            "violations",
            "kernel_warnings",
            "guest_instructions",
            "events");
  }

  @Test
  void run_report_isAPageOfTheSameResultBesideWhatIsPrinted() throws IOException {
    Path page = dir.resolve("page.html");

    assertThat(emu("run", "rteval", "--report", page.toString(), "--json")).isZero();

    String html = Files.readString(page);
    assertThat(html)
        .startsWith("<!doctype html>")
        .contains("emu run rteval --seed ", "<h1><span class=\"subject\">small</span>");
    assertThat(html).contains(out().strip().replace("<", "\\u003c"));
  }

  @Test
  void run_tables_areFilesOfADirectoryBesideWhatIsPrinted() throws IOException {
    Path tables = Files.createDirectory(dir.resolve("tables"));
    Files.writeString(tables.resolve("mine.txt"), "kept");
    Files.writeString(tables.resolve("results.csv"), "old");

    String[] line = {"run", "rteval", "--csv", tables + "", "--jsonl", dir.resolve("new") + ""};
    assertThat(emu(line)).isZero();

    assertThat(out()).startsWith("small: 4 CPUs");
    assertThat(tables.resolve("mine.txt")).hasContent("kept");
    assertThat(Files.readAllLines(tables.resolve("per-cpu.csv")))
        .startsWith("scenario,seed,point,strategy,cpu,ipis", "small,7,,immediate,1,20");
    assertThat(Files.readAllLines(tables.resolve("results.csv"))).hasSize(3);
    assertThat(dir.resolve("new")).isDirectoryContaining("glob:**/results.jsonl");
    assertThat(names(tables))
        .containsExactly(
            "by-callback.csv",
            "by-cause.csv",
            "kernel-warnings.csv",
            "means.csv",
            "mine.txt",
            "per-cpu.csv",
            "places.csv",
            "results.csv",
            "violations.csv");
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void replay_report_isAPage() throws IOException {
    Path file = Files.createFile(dir.resolve("trace.txt"));
    Path page = dir.resolve("page.html");

    assertThat(emu("replay", file.toString(), "--isolated=1", "--report", page.toString()))
        .isZero();

    assertThat(Files.readString(page)).contains("emu replay " + file + " --isolated 1</code>");
    assertThat(out()).startsWith("ipi.txt");
  }

  @Test
  void run_violation_is1AndSaysHowToSeeItAgain() {
    FakeServices services =
        new FakeServices()
            .runner(
                (settings, listeners, progress) ->
                    Reports.run(List.of(Reports.STALE), Optional.empty()));

    String[] line = {
      "run", "rteval", "--seed=9", "--set", "emu.duration=5 s", "--plugin", dir + ""
    };
    int status = emu(services, line);

    assertThat(status).isEqualTo(1);
    assertThat(out()).contains("VIOLATION under cr3-signal: stale-translation");
    assertThat(err())
        .contains(
            "emu: again: emu run rteval --seed 9 --set 'emu.duration=5 s' --plugin " + dir + "\n");
  }

  @Test
  void run_bound_is3AndNamesTheLimit() {
    FakeServices services =
        new FakeServices()
            .runner(
                (settings, listeners, progress) ->
                    Reports.run(List.of(), Optional.of("memory is full")));

    assertThat(emu(services, "run", "rteval")).isEqualTo(3);
    assertThat(err()).contains("emu: ended early: memory is full\n");
  }

  @Test
  void run_options_reachTheRunner() {
    List<ScenarioSettings> seen = new ArrayList<>();
    FakeServices services =
        new FakeServices()
            .runner(
                (settings, listeners, progress) -> {
                  seen.add(settings);
                  return Reports.run(List.of(), Optional.empty());
                });

    emu(services, "run", "rteval", "--seed=-3", "--strategy=cr3-signal,immediate", "--set=seed=4");

    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).seed()).isEqualTo(-3);
    assertThat(seen.get(0).strategies())
        .extracting(StrategySettings::name)
        .containsExactly("cr3-signal", "immediate");
  }

  @Test
  void run_severalProblems_areNumberedLines() {
    assertThat(emu("run", "rteval", "--set", "machine.cpus=0", "--set", "sede=1")).isEqualTo(2);

    assertThat(out()).isEmpty();
    assertThat(err().lines()).first().asString().endsWith("problems in the scenario:");
    assertThat(err()).contains("emu: 1) ").contains("emu: 2) ").doesNotContain("\tat ");
  }

  @Test
  void run_workloadNeedsWhatTheKernelLacks_isOneLine() {
    FakeServices services =
        new FakeServices()
            .runner(
                (settings, listeners, progress) -> {
                  throw new MissingSymbolException("do_idle");
                });

    assertThat(emu(services, "run", "rteval")).isEqualTo(2);
    assertThat(err())
        .isEqualTo(
            "emu: rteval: no symbol do_idle in the kernel image of architecture x86-64, expected"
                + " workloads that need nothing else\n");
  }

  @Test
  void run_defect_is70WithTheTraceInAFile() throws IOException {
    FakeServices services =
        new FakeServices()
            .runner(
                (settings, listeners, progress) -> {
                  throw new IllegalStateException("one\ntwo");
                });

    assertThat(emu(services, "run", "rteval")).isEqualTo(70);
    assertThat(out()).isEmpty();
    assertThat(err())
        .hasLineCount(1)
        .startsWith("emu: internal error: java.lang.IllegalStateException: one two; please report");
    Path trace = Path.of(err().substring(err().indexOf("report it with ") + 15).strip());
    assertThat(Files.readString(trace)).contains("\tat ");
    Files.delete(trace);
  }

  @Test
  void run_errorNotException_is70() {
    FakeServices services =
        new FakeServices()
            .runner(
                (settings, listeners, progress) -> {
                  throw new AssertionError("broken");
                });

    assertThat(emu(services, "run", "rteval", "--debug")).isEqualTo(70);
    assertThat(err()).contains("\tat ").contains("emu: internal error: java.lang.AssertionError");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | found no command, expected one of run, replay, record, top, verify, check, sweep, stats, list, image, completion, help; see emu --help",
        "rum | found \"rum\", expected one of run, replay, record, top, verify, check, sweep, stats, list, image, completion, help; did you mean \"run\"?; see emu --help",
        "replay | Missing required parameter: 'RECORDING'; see emu replay --help",
        "run rteval --seed x | --seed x: emu.seed: found \"x\", expected a whole number of 64 bits",
        "run rteval --set x | --set: found \"x\", expected KEY=VALUE",
        "run rteval --set | Missing required parameter for option '--set' (KEY=VALUE); see emu run --help",
        "run rtevla | rtevla: found unknown scenario \"rtevla\", expected rteval; did you mean \"rteval\"?; or the path of a HOCON file",
        "run rteval extra | found \"extra\", expected nothing more; see emu run --help",
        "verify | found no scenario, expected a pack, a HOCON file or --all; see emu verify --help",
        "verify --table | found --table without --all, expected both",
        "verify tlb-vunmap --threads=0 | --threads: found 0, expected 1 to 256",
        "verify tlb-vunmap --max-memory=-5 | --max-memory: found -5, expected 1 to 1073741824 MiB, or 0 for half of the JVM's heap",
        "verify tlb-vunmap --max-memory=20000000000000 | --max-memory: found 20000000000000, expected 1 to 1073741824 MiB, or 0 for half of the JVM's heap",
        "verify rteval --all | found --all with rteval, expected --all alone or with --table",
        "verify --all --out x | found --all with --out, expected --all alone or with --table",
        "verify --all --json | found --all with --json, expected --all alone or with --table",
        "verify --all --set seed=1 | found --all with --strategy, --set or --seed, expected --all alone or with --table",
        "verify --all --report x | found --all with --report, expected --all alone or with --table",
        "run rteval --report no/such.html | --report: no/such.html: found no such file or directory, expected a file that can be written",
        "verify rteval --report / | --report: /: found a directory, expected a file that can be written",
        "run rteval --csv pom.xml | --csv: pom.xml: found something that is no directory, expected a directory that can be written to",
        "run rteval --jsonl no/such/dir | --jsonl: no/such/dir: found no such file or directory, expected a directory that can be written to",
        "run rteval --hdr no/such.hlog | --hdr: no/such.hlog: found no such file or directory, expected a file that can be written",
        "check vmlinux --report no/such.html | --report: no/such.html: found no such file or directory, expected a file that can be written",
        "verify rteval --out no/such/file | --out: no/such/file: found no such file or directory, expected a file that can be written",
        "verify rteval --strategy=immediate,cr3-signal | found 2 strategies, expected one: --strategy NAME",
        "list strategis | Invalid value for positional parameter at index 0 (KIND): found \"strategis\", expected one of strategies, architectures, packs, workloads, faults; did you mean \"strategies\"?; see emu list --help",
        "replay no/such | no/such: found no file that can be read, expected a recording",
        "sweep | Missing required parameter: 'FILE.conf'; see emu sweep --help",
        "sweep no/such.conf | no/such.conf: found no file that can be read, expected a HOCON file",
        "sweep x --workers -1 | --workers: found -1, expected 1 to 4096, or 0 for all",
        "stats | Missing required parameter: 'ROWS'; see emu stats --help",
        "stats no/such | no/such: found no such file or directory, expected rows.jsonl of emu sweep",
        "sweep x --confidence 1 | --confidence: found 1.0, expected 0.5 to 0.9999",
        "image | Missing required option: '--out=FILE'; see emu image --help",
        "image --out x --strategy immediate,cr3-signal | --strategy: found 2 strategies (immediate, cr3-signal), expected one: an image holds the entry code of one",
        "image --out no/such/file | no/such/file: found no such file or directory, expected a file that can be written",
      })
  void anyCommand_badUsage_is2AndOneLine(String line, String message) {
    String[] args = line.isEmpty() ? new String[0] : line.split(" ");

    assertThat(emu(args)).isEqualTo(2);
    assertThat(out()).isEmpty();
    assertThat(err()).isEqualTo("emu: " + message + "\n");
  }

  @Test
  void run_unknownOption_namesTheKnownOnes() {
    assertThat(emu("run", "--jsn", "rteval")).isEqualTo(2);

    assertThat(err()).hasLineCount(1).contains("found \"--jsn\"", "did you mean \"--json\"?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version", "run --help", "help replay", "list --version"})
  void help_isAResult(String line) {
    assertThat(emu(line.split(" "))).isZero();

    assertThat(out()).isNotEmpty();
    assertThat(err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "replay",
        "record",
        "top",
        "verify",
        "check",
        "sweep",
        "stats",
        "list",
        "image",
        "completion"
      })
  void command_madeAlone_isTheOneAmongAll(String name) {
    assertThat(emu("help", name)).isZero();
    String amongAll = out();
    out.reset();

    assertThat(emu(name, "--help")).isZero();

    assertThat(out()).isEqualTo(amongAll).startsWith("Usage: emu " + name);
  }

  @Test
  void command_behindAnOption_isFound() {
    assertThat(emu("-v", "list", "packs")).isZero();

    assertThat(err()).isEmpty();
  }

  @Test
  void replay_recording_passesWhatWasAsked() throws IOException {
    Path file = Files.createFile(dir.resolve("trace.txt"));
    List<Object> seen = new ArrayList<>();
    FakeServices services =
        new FakeServices()
            .replayer(
                (recording, isolated, strategies, listener, progress) -> {
                  seen.addAll(List.of(recording, isolated, labels(strategies)));
                  return Reports.replay();
                });

    int status = emu(services, "replay", file.toString(), "--isolated=1,3-4", "--json");

    assertThat(status).isZero();
    assertThat(seen)
        .containsExactly(
            file, Optional.of(CpuMask.of(1, 3, 4)), List.of("cr3-signal", "immediate"));
    assertThat(json().fieldNames())
        .toIterable()
        .containsExactly(
            "trace",
            "format",
            "events",
            "cpus",
            "isolated",
            "csd_queued_at_isolated",
            "causes",
            "strategies");
    assertThat(err()).isEqualTo("emu: " + file + ": 2 events of the unknown kind sched_wakeup\n");
  }

  private static List<String> labels(List<StrategySettings> strategies) {
    return strategies.stream().map(StrategySettings::label).toList();
  }

  @Test
  void replay_strategiesNamed_areReplayedInThatOrder() throws IOException {
    Path file = Files.createFile(dir.resolve("trace.txt"));
    List<String> seen = new ArrayList<>();
    FakeServices services =
        new FakeServices()
            .replayer(
                (recording, isolated, strategies, listener, progress) -> {
                  seen.addAll(labels(strategies));
                  return Reports.replay();
                });

    assertThat(emu(services, "replay", file.toString(), "--strategy=immediate,cr3-signal"))
        .isZero();
    assertThat(seen).containsExactly("immediate", "cr3-signal");
  }

  @Test
  void replay_noRecording_is2WithThePlace() throws IOException {
    Path file = Files.createFile(dir.resolve("trace.txt"));
    FakeServices services =
        new FakeServices()
            .replayer(
                (recording, isolated, strategies, listener, progress) -> {
                  throw FakeServices.notARecording();
                });

    assertThat(emu(services, "replay", file.toString())).isEqualTo(2);
    assertThat(err()).isEqualTo("emu: " + file + ": line 3: found \"x\", expected an event\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--isolated=1-x | --isolated: cpulist \"1-x\": found \"1-x\", expected a CPU number or a range such as 10-35",
        "--strategy=cr3 | --strategy cr3: emu.strategies: found unknown strategy \"cr3\", expected one of cr3-signal, immediate",
        "--strategy=cr3-signal(x=1) | --strategy cr3-signal(x=1): emu.strategies.cr3-signal: found unknown key \"x\", expected name",
      })
  void replay_badOption_is2(String option, String message) throws IOException {
    Path file = Files.createFile(dir.resolve("trace.txt"));

    assertThat(emu("replay", file.toString(), option)).isEqualTo(2);
    assertThat(err()).isEqualTo("emu: " + message + "\n");
  }

  @Test
  void list_everything_namesPlugInsAndWorkloadSettings() throws IOException {
    assertThat(emu("list")).isZero();
    assertThat(out())
        .contains("cr3-signal", "x86-64", "rteval", "processes-per-second = 100", "skip-text-sync");

    out.reset();
    assertThat(emu("list", "workloads", "--json")).isZero();
    assertThat(json().get("workloads")).hasSize(5);
    assertThat(json().get("workloads").get(1).get("settings").get(0).get("key").asText())
        .isEqualTo("wakeups-per-second");
  }

  @Test
  void list_csv_hasARowForEachMemberAndSetting() throws IOException {
    assertThat(emu("list", "workloads", "--csv", dir.resolve("tables") + "")).isZero();

    assertThat(Files.readAllLines(dir.resolve("tables/members.csv")))
        .hasSize(6)
        .startsWith("kind,name,description,caught_by");
    assertThat(Files.readAllLines(dir.resolve("tables/settings.csv")))
        .anyMatch(line -> line.startsWith("workloads,process-churn,processes-per-second,100,"));
  }

  @Test
  void image_out_writesTheFile() throws IOException {
    Path file = dir.resolve("vmlinux");

    assertThat(emu("image", "--out", file.toString(), "--json")).isZero();

    assertThat(file).hasBinaryContent(new byte[] {0x7f, 'E', 'L', 'F'});
    assertThat(json().get("bytes").asInt()).isEqualTo(4);
    assertThat(err()).isEmpty();
  }

  @Test
  void completion_isAScriptThatKnowsTheCommands() {
    assertThat(emu("completion")).isZero();

    assertThat(out())
        .startsWith("#!")
        .contains("replay", "--isolated", "strategies", "--table", "--out");
  }

  @ParameterizedTest
  @CsvSource({"Broken pipe,0,''", "No space left on device,2,No space left on device"})
  void result_thatCannotBeWritten_isQuietOnlyForABrokenPipe(
      String reason, int status, String message) {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(reason);
          }
        };
    Console console = new Console(closed, new PrintStream(err, true, StandardCharsets.UTF_8));

    assertThat(new EmuCli(new FakeServices(), console).run("list")).isEqualTo(status);
    assertThat(err()).contains(message).hasLineCount(message.isEmpty() ? 0 : 1);
  }
}
