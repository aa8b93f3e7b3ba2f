package org.emukernel.scenarios.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The exact bytes of reports. {@code -Demu.golden=write} writes the expected ones anew. */
class ReportTextTest {

  private static final Path REPORTS = Path.of("src/test/resources/report");

  static Stream<Arguments> reports() {
    RunReport run = Reports.run(List.of(), Optional.empty());
    RunReport violated = Reports.run(List.of(Reports.STALE), Optional.empty());
    return Stream.of(
        Arguments.of("run.txt", RunText.of(run, java.util.List.of())),
        Arguments.of("run.json", RunJson.of(run)),
        Arguments.of("violated.txt", RunText.of(violated, java.util.List.of())),
        Arguments.of("violated.json", RunJson.of(violated)),
        Arguments.of("replay.txt", ReplayText.of(Reports.replay())),
        Arguments.of("replay.json", ReplayJson.of(Reports.replay())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("reports")
  void report_isTheGoldenFile(String name, String text) throws IOException {
    Path golden = REPORTS.resolve(name);
    if ("write".equals(System.getProperty("emu.golden"))) {
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden));
    if (name.endsWith(".txt")) {
      assertThat(text.lines())
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }
  }

  @Test
  void report_otherLocale_isTheSame() {
    Locale before = Locale.getDefault();
    RunReport run = Reports.run(List.of(Reports.STALE), Optional.empty());
    String text = RunText.of(run, java.util.List.of()) + RunJson.of(run);
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(RunText.of(run, java.util.List.of()) + RunJson.of(run)).isEqualTo(text);
    } finally {
      Locale.setDefault(before);
    }
  }
}
