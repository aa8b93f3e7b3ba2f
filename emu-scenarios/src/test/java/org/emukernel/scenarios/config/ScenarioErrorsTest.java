package org.emukernel.scenarios.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.emukernel.entry.defer.CoalesceTlbiStrategyProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a user reads about a bad scenario. Each {@code errors/NAME.conf} has its message in {@code
 * errors/NAME.txt}. After a wanted change of messages: {@code -Demu.golden=write} writes them anew.
 */
class ScenarioErrorsTest {

  private static final Path ERRORS = Path.of("src/test/resources/errors");

  static Stream<Path> scenarios() throws IOException {
    try (Stream<Path> files = Files.list(ERRORS)) {
      return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void load_badScenario_saysEverythingThatIsWrong(Path scenario) throws IOException {
    ScenarioLoader loader =
        new ScenarioLoader(TestCatalogue.create(new CoalesceTlbiStrategyProvider()));

    BadScenarioException exception =
        catchThrowableOfType(
            BadScenarioException.class, () -> loader.load(scenario.toString(), List.of()));

    assertThat(exception).as("what is wrong with " + scenario).isNotNull();
    String message = String.join("\n", exception.lines()).replace(ERRORS + "/", "") + "\n";
    Path golden = Path.of(scenario.toString().replace(".conf", ".txt"));
    if ("write".equals(System.getProperty("emu.golden"))) {
      Files.writeString(golden, message);
    }
    assertThat(golden).hasContent(message);
    assertThat(exception.problems()).allSatisfy(p -> assertThat(p.line()).doesNotContain("\n"));
  }
}
