package org.emukernel.scenarios.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever a file holds, the answer is settings or a list of problems. */
class ScenarioGarbageTest {

  private static Path file = Path.of("");

  private final ScenarioLoader loader = new ScenarioLoader(TestCatalogue.create());

  @BeforeContainer
  static void createFile() throws IOException {
    file = Files.createTempFile("garbage", ".conf");
  }

  @AfterContainer
  static void deleteFile() throws IOException {
    Files.deleteIfExists(file);
  }

  @Provide
  Arbitrary<String> hoconLike() {
    Arbitrary<String> words =
        Arbitraries.of(
            "emu",
            "machine",
            "cpus",
            "isolated",
            "features",
            "pti",
            "strategy",
            "strategies",
            "workloads",
            "name",
            "hackbench",
            "seed",
            "duration",
            "faults",
            "profiles",
            "profile",
            "costs",
            "memory",
            "{",
            "}",
            "[",
            "]",
            "=",
            ":",
            ",",
            ".",
            "\n",
            " ",
            "\"",
            "${",
            "${?",
            "+=",
            "#",
            "null",
            "true",
            "-1",
            "1e999999999",
            "-1e-999999999",
            "99999999999999999999",
            "6 h",
            "0-3",
            "include",
            "\"\"\"",
            "\\u0000",
            "\\",
            "é\uD800",
            "include file(\"/\")");
    return words.list().ofMaxSize(40).map(list -> String.join("", list));
  }

  @Provide
  Arbitrary<String> keyAndValue() {
    Arbitrary<String> keys =
        Arbitraries.of(
            "emu.machine.cpus",
            "emu.machine.isolated",
            "emu.machine.memory",
            "emu.seed",
            "emu.machine.store-buffer",
            "emu.machine.features.pti",
            "emu.machine.features",
            "emu.duration",
            "emu.workloads",
            "emu.faults",
            "emu.strategy",
            "emu.strategies",
            "emu.machine.profile",
            "emu.profiles.mine",
            "emu.profiles",
            "emu.notes",
            "emu.scenario",
            "emu.profiles.xeon-e5-2699.costs.iret",
            "emu.profiles.xeon-e5-2699.frequency-mhz");
    Arbitrary<String> values =
        Arbitraries.oneOf(
            Arbitraries.of(
                "1e999999999",
                "1e-999999999",
                "-0",
                "null",
                "[]",
                "{}",
                "[[1]]",
                "\"\\u0000\"",
                "1e999999999 G",
                "1e999999999 ms",
                "NaN",
                "0x10",
                "9223372036854775808",
                "\"\""),
            Arbitraries.strings().ascii().ofMaxLength(12).map(text -> "\"\"\"" + text + "\"\"\""),
            Arbitraries.longs().map(String::valueOf),
            Arbitraries.doubles().map(String::valueOf));
    return keys.flatMap(key -> values.map(value -> key + " = " + value));
  }

  @Property(tries = 300, seed = "20260324")
  void load_hoconLikeText_givesSettingsOrProblems(@ForAll("hoconLike") String text)
      throws IOException {
    check(text);
  }

  @Property(tries = 300, seed = "20260324")
  void load_anyValue_givesSettingsOrProblems(@ForAll("keyAndValue") String text)
      throws IOException {
    check(text);
  }

  @Example
  void load_deepNesting_givesProblems() throws IOException {
    check("emu = " + "[".repeat(100_000));
    check("emu" + ".a".repeat(20_000) + " = 1");
  }

  private void check(String text) throws IOException {
    Files.writeString(file, text.replace("\uD800", ""));
    try {
      assertThat(loader.load(file.toString(), List.of())).isNotNull();
    } catch (BadScenarioException e) {
      assertThat(e.problems()).isNotEmpty();
      assertThat(e.problems()).allSatisfy(p -> assertThat(p.line()).doesNotContain("\n", "\r"));
    }
  }
}
