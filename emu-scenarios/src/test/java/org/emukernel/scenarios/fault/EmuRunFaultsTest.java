package org.emukernel.scenarios.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code emu run} with faults, from the command line to the exit status. */
class EmuRunFaultsTest {

  private static final String SCENARIO =
      """
      emu {
        machine { cpus = 3, isolated = "1-2", memory = 128 MiB }
        duration = 1 ms
        workloads = [test-reused-address]
      }
      """;

  @TempDir private Path dir;

  private record Ended(int status, String out, String err) {}

  private Ended emu(String... options) throws Exception {
    Path file = Files.writeString(dir.resolve("reuse.conf"), SCENARIO);
    Path err = dir.resolve("err");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.emukernel.scenarios.cli.Main",
                "run",
                file.toString()));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectError(Redirect.to(err.toFile())).start();
    try (InputStream out = process.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), text, Files.readString(err));
    }
  }

  @Test
  void json_faultPlanted_exitsWith1AndListsTheViolation() throws Exception {
    Ended run = emu("--json", "--seed", "99", "--set", "faults=[ipi-handler-skips-flush]");

    assertThat(run.status()).isEqualTo(1);
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.get("seed").asLong()).isEqualTo(99);
    JsonNode violations = json.get("results").get(0).get("violations");
    assertThat(violations.findValuesAsText("monitor"))
        .containsExactly("acknowledged-not-flushed", "stale-translation");
    JsonNode violation = violations.get(1);
    assertThat(violation.get("cpu").asInt()).isEqualTo(2);
    assertThat(violation.get("address").asText()).isEqualTo("0xffffc90000000000");
    assertThat(violation.get("instruction").asText()).startsWith("__x64_sys_test_load+");
    assertThat(violation.get("cause").asText()).contains("the flush of 0xffffc90000000000");
    assertThat(violation.get("history")).isNotEmpty();
    assertThat(run.err())
        .contains("again: emu run ", "--seed 99", "faults=[ipi-handler-skips-flush]");
  }

  /* cr3-signal lets the stale translation through with PCIDs only: see StaleTranslationTest. */
  @Test
  void json_set_changesTheMachine() throws Exception {
    Ended run =
        emu(
            "--json",
            "--strategy=immediate,cr3-signal",
            "--set=machine.features.pcid=false",
            "--set=machine.features.invpcid=false");

    assertThat(run.status()).isZero();
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.get("seed").asLong()).isEqualTo(1);
    assertThat(json.get("results")).hasSize(2);
    assertThat(json.get("results").get(1).get("deferred").asLong()).isPositive();
    assertThat(json.get("results").findValues("violations")).allMatch(JsonNode::isEmpty);
  }

  @Test
  void set_unknownFault_exitsWith2AndNamesTheKnownOnes() throws Exception {
    Ended run = emu("--set", "faults=[no-such]");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("no-such", "ipi-handler-skips-flush", "skip-sync-1");
  }
}
