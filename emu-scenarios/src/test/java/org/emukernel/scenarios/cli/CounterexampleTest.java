package org.emukernel.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.inject.Guice;
import com.google.inject.Injector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code emu verify --out FILE}, then {@code emu run FILE}. */
class CounterexampleTest {

  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());

  private static final String[] VIOLATED = {
    "verify",
    "text-poke",
    "--set",
    "verify.store-buffer=0",
    "--set",
    "verify.nmis=0",
    "--set",
    "faults=[no-int3]"
  };

  @TempDir private static Path found;
  @TempDir private Path dir;

  private static String verified = "";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private static int emu(ByteArrayOutputStream out, ByteArrayOutputStream err, String... args) {
    InjectedServices services = new InjectedServices(plugIns -> INJECTOR);
    PrintStream messages = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new EmuCli(services, new Console(out, messages)).run(args);
  }

  private int emu(String... args) {
    return emu(out, err, args);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static String[] with(String... more) {
    List<String> args = new ArrayList<>(List.of(VIOLATED));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  private static Path file() {
    return found.resolve("found.conf");
  }

  @BeforeAll
  static void search() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    assertThat(emu(out, err, with("--json", "--out", file().toString()))).isEqualTo(1);

    assertThat(err.toString(StandardCharsets.UTF_8))
        .endsWith("emu: again: emu run " + file() + "\n");
    assertThat(found).isDirectoryContaining(path -> path.equals(file()));
    verified = out.toString(StandardCharsets.UTF_8);
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void run_counterexample_showsTheSameViolation() throws IOException {
    assertThat(emu("run", "--json", file().toString())).isEqualTo(1);

    JsonNode replayed = json(out.toString(StandardCharsets.UTF_8));
    assertThat(replayed.get("violation")).isEqualTo(json(verified).get("violation"));
    assertThat(replayed.get("complete").asBoolean()).isFalse();
    assertThat(replayed.fieldNames())
        .toIterable()
        .containsExactly(
            "scenario",
            "strategy",
            "verdict",
            "complete",
            "states",
            "transitions",
            "max_depth",
            "violation");
    assertThat(replayed.get("violation").fieldNames())
        .toIterable()
        .containsExactly("monitor", "cpu", "address", "instruction", "steps");
  }

  @Test
  void run_counterexampleWithFiles_writesPageAndTables() throws IOException {
    Path page = found.resolve("page.html");
    Path tables = found.resolve("tables");

    assertThat(emu("run", file() + "", "--report", page + "", "--jsonl", tables + "")).isEqualTo(1);

    assertThat(Files.readString(page)).contains("emu run " + file(), "lead to a violation");
    assertThat(Files.readAllLines(tables.resolve("steps.jsonl")))
        .hasSize(json(verified).get("violation").get("steps").size());
    assertThat(json(Files.readString(tables.resolve("search.jsonl"))).get("monitor"))
        .isEqualTo(json(verified).get("violation").get("monitor"));
  }

  @Test
  void run_counterexampleWithHistograms_isRefused() {
    assertThat(emu("run", file() + "", "--hdr", found.resolve("x.hlog") + "")).isEqualTo(2);
    assertThat(err())
        .isEqualTo(
            "emu: --hdr: found a counterexample, expected a scenario without emu.schedule\n");
  }

  @Test
  void run_counterexample_tellsTheStoryThatTheFileTells() throws IOException {
    emu("run", file().toString());

    List<String> comments =
        Files.readAllLines(file()).stream().filter(line -> line.startsWith("#")).toList();
    List<String> story =
        out.toString(StandardCharsets.UTF_8)
            .lines()
            .skip(1)
            .map(line -> line.isEmpty() ? "#" : "# " + line)
            .toList();
    assertThat(comments)
        .contains(
            "# Found by: emu verify text-poke --seed 1 --set verify.store-buffer=0 --set verify.nmis=0 --set 'faults=[no-int3]'")
        .containsSubsequence(story);
  }

  @Test
  void verify_counterexample_findsItAgain() {
    assertThat(emu("verify", file().toString())).isEqualTo(1);

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("torn-instruction: CPU 1 at");
  }

  @Test
  void verify_outWithoutAViolation_writesNothing() {
    Path none = dir.resolve("none.conf");

    assertThat(emu("verify", "text-poke", "--max-states", "10", "--out", none.toString()))
        .isEqualTo(3);

    assertThat(none).doesNotExist();
    assertThat(err()).contains("emu: --out: no violation: nothing was written to " + none + "\n");
  }

  @Test
  void verify_outThatCannotBeWritten_isSaidBeforeTheSearch() {
    assertThat(emu(with("--out", dir + "/no/such"))).isEqualTo(2);
    assertThat(err())
        .isEqualTo(
            "emu: --out: "
                + dir
                + "/no/such: found no such file or directory, expected a file that can be written\n");

    err.reset();
    assertThat(emu(with("--out", dir.toString()))).isEqualTo(2);
    assertThat(err())
        .isEqualTo(
            "emu: --out: " + dir + ": found a directory, expected a file that can be written\n");
    assertThat(out.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CPU 0: call toggle()|CPU 0: nmi|emu.schedule.choices: step 1: found \"CPU 0: nmi\", expected one of CPU 0: call toggle(), CPU 0: interrupt LOCAL_TIMER_VECTOR, CPU 1: call site(), CPU 1: interrupt LOCAL_TIMER_VECTOR",
        "CPU 0: call toggle()|CPU 7: step|emu.schedule.choices: step 1: found \"CPU 7: step\", expected one of CPU 0: call toggle(), CPU 0: interrupt LOCAL_TIMER_VECTOR, CPU 1: call site(), CPU 1: interrupt LOCAL_TIMER_VECTOR",
        "CPU 0: call toggle()|stop|emu.schedule.choices: found \"stop\", expected a choice such as \"CPU 0: step\" or \"CPU 0: step x12\"",
      })
  void run_scheduleThatDoesNotFit_saysWhereAndWhatWasPossible(
      String written, String instead, String message) throws IOException {
    String text = Files.readString(file());
    Path changed =
        Files.writeString(
            dir.resolve("changed.conf"), text.replace("\"" + written, "\"" + instead));
    long line = text.substring(0, text.indexOf("\"" + written)).lines().count() + 1;

    assertThat(emu("run", changed.toString())).isEqualTo(2);

    assertThat(err()).isEqualTo("emu: " + changed + ":" + (line - 1) + ": " + message + "\n");
    assertThat(out.size()).isZero();
  }

  @Test
  void run_scheduleThatGoesOnAfterTheViolation_isRefused() throws IOException {
    String text = Files.readString(file());
    int end = text.lastIndexOf("  ]");
    Path longer =
        Files.writeString(
            dir.resolve("longer.conf"),
            text.substring(0, end) + "    \"CPU 0: step\"\n" + text.substring(end));

    assertThat(emu("run", longer.toString())).isEqualTo(2);

    assertThat(err())
        .endsWith("found \"CPU 0: step\", expected none after the violation of torn-instruction\n");
  }

  @Test
  void run_scheduleThatEndsBeforeTheViolation_is3() throws IOException {
    String text = Files.readString(file());
    int first = text.indexOf("\n", text.indexOf("CPU 0: call toggle()"));
    Path shorter =
        Files.writeString(dir.resolve("shorter.conf"), text.substring(0, first) + "\n  ]\n}\n");

    assertThat(emu("run", shorter.toString())).isEqualTo(3);

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("a schedule of 1 steps: no violation");
  }
}
