package org.emukernel.scenarios.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.emukernel.api.verdict.Violation;

/** What a search found as tables. */
public final class VerifyTables {

  private VerifyTables() {}

  /** {@return the tables; always the same ones, also where they have no row} */
  public static List<Table> of(VerifyReport report) {
    Table search =
        new Table(
            "search",
            "scenario",
            "strategy",
            "verdict",
            "complete",
            "states",
            "transitions",
            "max_depth",
            "monitor",
            "cpu",
            "address",
            "instruction",
            "cause");
    Optional<Violation> found = report.violation();
    search.row(
        report.scenario(),
        report.strategy(),
        report.verdict().name().toLowerCase(Locale.ROOT),
        report.isComplete(),
        report.states(),
        report.transitions(),
        report.maxDepth(),
        orNone(found, Violation::monitor),
        orNone(found, Violation::cpu),
        orNone(found, violation -> "0x" + Long.toHexString(violation.address())),
        orNone(found, Violation::instruction),
        orNone(found, Violation::cause));
    return List.of(search, steps(report));
  }

  private static Object orNone(Optional<Violation> found, Function<Violation, Object> value) {
    return found.map(value).orElse(Table.NONE);
  }

  private static Table steps(VerifyReport report) {
    Table table =
        new Table(
            "steps",
            "scenario",
            "strategy",
            "step",
            "cpu",
            "what",
            "place",
            "unnoticed_before",
            "changes");
    int number = 0;
    for (VerifyReport.Step step : report.steps()) {
      table.row(
          report.scenario(),
          report.strategy(),
          ++number,
          step.cpu(),
          step.what(),
          step.place(),
          step.unnoticed(),
          String.join("\n", step.changes()));
    }
    return table;
  }
}
