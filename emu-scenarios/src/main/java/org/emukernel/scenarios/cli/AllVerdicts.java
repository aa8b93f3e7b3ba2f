package org.emukernel.scenarios.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.PublishedVersions;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.config.VerdictRow;
import org.emukernel.scenarios.config.VerifyScenario;
import org.emukernel.scenarios.report.VerdictsTable;
import org.emukernel.scenarios.report.VerifyReport;

/** {@code emu verify --all}: every row of every pack's file of verdicts is searched. */
final class AllVerdicts {

  private final Services services;
  private final Console console;

  /** What is printed. */
  enum Form {
    /** A line for each search. */
    LINES,
    /** The page docs/VERDICTS.md. */
    TABLE
  }

  /** Searches one scenario. */
  @FunctionalInterface
  interface Search {

    /** {@return what it came to} */
    VerifyReport of(VerifyScenario scenario);
  }

  AllVerdicts(Services services, Console console) {
    this.services = services;
    this.console = console;
  }

  /** Searches all rows, and says whether each came to the verdict in its file. */
  ExitStatus run(Search search, Form form, ResultFiles files)
      throws BadScenarioException, BadInputException {
    List<VerdictsTable.Row> found = new ArrayList<>();
    int others = 0;
    List<VerdictRow> rows = VerdictRow.all(services.catalogue());
    for (VerdictRow row : rows) {
      VerifyScenario scenario = services.scenarios().loadAll(row.pack(), row.overrides());
      OneStrategy.require(services, scenario);
      VerifyReport report = search.of(scenario);
      String verdict = verdict(report);
      boolean isExpected = verdict.equals(row.verdict());
      others += isExpected ? 0 : 1;
      found.add(found(expected(row, scenario.settings().strategies().get(0)), report));
      String line = "%s: %s, %d states".formatted(row, verdict, report.states());
      String told = isExpected ? line : line + "; expected " + row.verdict();
      if (form == Form.LINES) {
        console.result(told + "\n");
      } else {
        console.message(told);
      }
    }
    if (form == Form.TABLE) {
      console.result(VerdictsTable.of(found));
    }
    files.writeTables(() -> List.of(VerdictsTable.table(found)));
    console.message(
        "%d searches, %d of them with another verdict than expected"
            .formatted(rows.size(), others));
    return others == 0 ? ExitStatus.FINE : ExitStatus.FINDING;
  }

  /** {@return what a file says, as a row of the page} */
  static VerdictsTable.Row expected(VerdictRow row, StrategySettings strategy) {
    return new VerdictsTable.Row(
        row.pack(),
        PublishedVersions.of(strategy),
        strategy.label(),
        row.set(),
        row.verdict(),
        row.monitor(),
        row.states(),
        row.reason());
  }

  /* What a file does not say, such as the states of a row that is rarely searched, the page does not. */
  private static VerdictsTable.Row found(VerdictsTable.Row expected, VerifyReport report) {
    return new VerdictsTable.Row(
        expected.pack(),
        expected.version(),
        expected.strategy(),
        expected.switches(),
        verdict(report),
        expected.monitor().isEmpty() ? "" : report.violation().map(Violation::monitor).orElse(""),
        expected.states().isEmpty() ? OptionalLong.empty() : OptionalLong.of(report.states()),
        expected.reason());
  }

  private static String verdict(VerifyReport report) {
    return report.verdict().name().toLowerCase(Locale.ROOT);
  }
}
