package org.emukernel.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emukernel.api.verdict.Verdict;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.VerdictRow;
import org.emukernel.scenarios.report.Schedule;
import org.emukernel.scenarios.report.VerdictsTable;
import org.emukernel.scenarios.report.VerifyReport;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;

/**
 * docs/VERDICTS.md says what the files beside the packs say; that these say what searches come to
 * is VerdictsTest's. {@code -Demu.golden=write} writes it anew.
 */
class VerdictsPageTest {

  private static final Path PAGE = Path.of("../docs/VERDICTS.md");
  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());

  private static List<VerdictRow> rows() {
    return VerdictRow.all(INJECTOR.getInstance(Catalogue.class));
  }

  @Test
  void page_isWhatTheRowsOfAllPacksSay() throws Exception {
    List<VerdictsTable.Row> expected = new ArrayList<>();
    for (VerdictRow row : rows()) {
      expected.add(
          AllVerdicts.expected(
              row,
              INJECTOR
                  .getInstance(ScenarioLoader.class)
                  .strategies(row.overrides().get(0))
                  .get(0)));
    }
    String page = VerdictsTable.of(expected);

    if ("write".equals(System.getProperty("emu.golden"))) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("emu verify --all --table > docs/VERDICTS.md, or the test with -Demu.golden=write")
        .isEqualTo(page);
  }

  @Test
  void rows_thatAreViolated_haveAMonitorAndAReason() {
    assertThat(rows())
        .filteredOn(row -> row.verdict().equals("violated"))
        .allSatisfy(
            row -> {
              assertThat(row.reason()).as(row.toString()).isNotBlank();
              assertThat(row.monitor()).as(row.toString()).isNotBlank();
            });
  }

  @Test
  void reasons_standForAllRowsUpToTheNextOrAnEmptyLine() {
    List<VerdictRow> rows =
        VerdictRow.of(
            "p",
            """
            # What the file is.
            verdicts = [
              { strategy = a, verdict = holds }

              # One
              # reason.
              { strategy = b, verdict = violated
                monitor = m }
              { strategy = c, verdict = violated }
              # Another.
              { strategy = d, verdict = violated }
              { strategy = e, verdict = violated, reason = "Its own." }

              { strategy = f, verdict = holds }
            ]
            """);

    assertThat(rows)
        .extracting(VerdictRow::reason)
        .containsExactly("", "One reason.", "One reason.", "Another.", "Its own.", "");
  }

  private static VerifyReport report(Verdict verdict) {
    return new VerifyReport(
        "s", "s", 2, verdict, 5, 7, 3, Optional.empty(), List.of(), Schedule.NONE);
  }

  @Test
  void all_eachAsExpectedOrNot_saysSoAndEndsAccordingly() throws Exception {
    List<String> seen = new ArrayList<>();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    InjectedServices services = new InjectedServices(plugIns -> INJECTOR);
    AllVerdicts all =
        new AllVerdicts(
            services, new Console(out, new PrintStream(err, true, StandardCharsets.UTF_8)));

    ExitStatus status =
        all.run(
            scenario -> {
              seen.add(scenario.settings().scenario());
              return report(Verdict.HOLDS);
            },
            AllVerdicts.Form.LINES,
            new ResultFiles());

    long others = rows().stream().filter(row -> !row.verdict().equals("holds")).count();
    assertThat(seen).hasSize(rows().size());
    assertThat(status).isEqualTo(ExitStatus.FINDING);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("tlb-vunmap under immediate: holds, 5 states\n")
        .contains("holds, 5 states; expected violated\n");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "emu: %d searches, %d of them with another verdict than expected\n"
                .formatted(rows().size(), others));
  }
}
