package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.RunJson;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same scenario and seed give the same bytes. */
class DeterminismTest {

  private static final String SCENARIO =
      """
      emu {
        machine { cpus = 5, isolated = "2-4", memory = 128 MiB }
        strategies = [immediate, cr3-signal]
        duration = 10 ms
        seed = 11
        workloads = [
          { name = process-churn, processes-per-second = 5000, burst = 10 }
          { name = hackbench, wakeups-per-second = 3000 }
          { name = bpf-filter, loads-per-hour = 2000000 }
          { name = static-keys, toggles-per-hour = 3000000 }
          { name = tracepoints, toggles-per-hour = 1000000 }
        ]
      }
      """;

  @TempDir private Path dir;

  private Path scenario() throws IOException {
    return Files.writeString(dir.resolve("mixed.conf"), SCENARIO);
  }

  private String json(SettingOverride... overrides) throws IOException, BadScenarioException {
    var injector = Guice.createInjector(Stage.DEVELOPMENT, new EmuModule());
    ScenarioSettings settings =
        injector.getInstance(ScenarioLoader.class).load(scenario().toString(), List.of(overrides));
    return RunJson.of(
        injector.getInstance(SimulationRunner.class).run(settings, ProgressSink.NONE));
  }

  private String jsonFrom(Path java) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.emukernel.scenarios.cli.Main",
                "run",
                scenario().toString(),
                "--json")
            .redirectError(Redirect.DISCARD)
            .start();
    try (InputStream out = process.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).isZero();
      return text;
    }
  }

  @Test
  void run_twice_sameBytes() throws Exception {
    String first = json();

    assertThat(first).contains("do_sync_core", "do_flush_tlb_all");
    assertThat(json()).isEqualTo(first);
  }

  @Test
  void run_otherJvm_sameBytes() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");

    assertThat(jsonFrom(java)).isEqualTo(json());
  }

  @Test
  void run_jdk25_sameBytes() throws Exception {
    Optional<Path> java = jdk25();
    Assumptions.assumeTrue(java.isPresent(), "no JDK 25 at JAVA25_HOME or under /usr/lib/jvm");

    assertThat(jsonFrom(java.orElseThrow())).isEqualTo(json());
  }

  private static Optional<Path> jdk25() throws IOException {
    String home = System.getenv("JAVA25_HOME");
    if (home != null) {
      return Optional.of(Path.of(home, "bin", "java"));
    }
    Path homes = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(homes)) {
      return Optional.empty();
    }
    try (Stream<Path> found = Files.list(homes)) {
      return found
          .filter(path -> path.getFileName().toString().contains("25"))
          .sorted()
          .map(path -> path.resolve("bin/java"))
          .filter(Files::isExecutable)
          .findFirst();
    }
  }

  @Test
  void run_otherSeed_otherResult() throws Exception {
    String other = json(SettingOverride.option("--seed", "seed", "12"));

    assertThat(other.replace("\"seed\" : 12", "\"seed\" : 11")).isNotEqualTo(json());
  }

  @Test
  void run_strategiesAloneOrTogether_sameResults() throws Exception {
    String both = json();
    String immediate = json(SettingOverride.option("--strategy", "strategies", "immediate"));
    String signal = json(SettingOverride.option("--strategy", "strategies", "cr3-signal"));

    String first =
        immediate.substring(immediate.indexOf("\"results\""), immediate.lastIndexOf("}"));
    String second = signal.substring(signal.indexOf("\"strategy\""), signal.lastIndexOf("} ]"));
    assertThat(both).contains(first.substring(0, first.lastIndexOf("} ]")));
    assertThat(both).contains(second);
  }
}
