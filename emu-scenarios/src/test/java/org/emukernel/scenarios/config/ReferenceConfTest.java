package org.emukernel.scenarios.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceConfTest {

  static Stream<Path> files() {
    return Stream.of(
        Path.of("src/main/resources/reference.conf"),
        Path.of("src/main/resources/profiles/xeon-e5-2699.conf"),
        Path.of("src/main/resources/profiles/xeon-e7-8890.conf"),
        Path.of("src/main/resources/profiles/xeon-gold-6248.conf"));
  }

  /** Whoever reads a figure or a default finds beside it where it comes from. */
  @ParameterizedTest
  @MethodSource("files")
  void everyKey_hasACommentAboveIt(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);

    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      boolean isKey = line.matches("[a-z0-9-]+ = .*") && !line.startsWith("description");
      if (isKey) {
        assertThat(lines.get(i - 1).strip()).as(file + ":" + (i + 1) + " " + line).startsWith("#");
      }
    }
  }
}
