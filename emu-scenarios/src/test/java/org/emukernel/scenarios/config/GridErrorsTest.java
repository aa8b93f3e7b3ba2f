package org.emukernel.scenarios.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a user reads about a bad grid, as {@link ScenarioErrorsTest} does for scenarios: {@code
 * grid-errors/NAME.conf} and {@code NAME.txt}, which {@code -Demu.golden=write} writes anew.
 */
class GridErrorsTest {

  private static final Path ERRORS = Path.of("src/test/resources/grid-errors");

  static Stream<Path> grids() throws IOException {
    try (Stream<Path> files = Files.list(ERRORS)) {
      return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("grids")
  void loadGrid_badGrid_saysEverythingThatIsWrong(Path grid) throws IOException {
    ScenarioLoader loader = new ScenarioLoader(TestCatalogue.create());

    BadScenarioException exception =
        catchThrowableOfType(
            BadScenarioException.class, () -> loader.loadGrid(grid.toString(), List.of()));

    assertThat(exception).as("what is wrong with " + grid).isNotNull();
    String message = String.join("\n", exception.lines()).replace(ERRORS + "/", "") + "\n";
    Path golden = Path.of(grid.toString().replace(".conf", ".txt"));
    if ("write".equals(System.getProperty("emu.golden"))) {
      Files.writeString(golden, message);
    }
    assertThat(golden).hasContent(message);
    assertThat(exception.problems()).allSatisfy(p -> assertThat(p.line()).doesNotContain("\n"));
  }
}
