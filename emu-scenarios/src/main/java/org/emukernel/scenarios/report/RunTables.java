package org.emukernel.scenarios.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.emukernel.api.verdict.Violation;

/** A run's report as tables. Every row says of which scenario, seed, point and strategy it is. */
public final class RunTables {

  private final RunReport run;
  private final List<Table> tables = new ArrayList<>();

  private RunTables(RunReport run) {
    this.run = run;
  }

  /** {@return the tables; always the same ones, also where they have no row} */
  public static List<Table> of(RunReport run) {
    RunTables all = new RunTables(run);
    all.results();
    all.perCpu();
    all.counts("by-callback", "callback", StrategyResult::byCallback);
    all.counts("by-cause", "cause", StrategyResult::byCause);
    all.places();
    all.means();
    all.violations();
    all.warnings();
    return List.copyOf(all.tables);
  }

  private Table table(String name, String... columns) {
    List<String> all = new ArrayList<>(List.of("scenario", "seed", "point", "strategy"));
    all.addAll(List.of(columns));
    Table table = new Table(name, all.toArray(String[]::new));
    tables.add(table);
    return table;
  }

  private void row(Table table, StrategyResult result, Object... values) {
    List<Object> all = new ArrayList<>();
    all.addAll(List.of(run.scenario(), run.seed(), result.point(), result.strategy()));
    all.addAll(List.of(values));
    table.row(all.toArray());
  }

  private void results() {
    Table table =
        table(
            "results",
            "cpus",
            "isolated",
            "virtual_seconds",
            "ipis_to_isolated_user",
            "per_isolated_cpu_min",
            "per_isolated_cpu_mean",
            "per_isolated_cpu_max",
            "mean_interval_seconds",
            "deferred",
            "caught_up",
            "kernel_entries",
            "violations",
            "kernel_warnings",
            "guest_instructions",
            "events");
    for (StrategyResult result : run.results()) {
      row(
          table,
          result,
          run.cpus(),
          run.isolated().toCpuList(),
          Decimals.seconds(run.virtualNs()),
          result.ipisToIsolatedUser(),
          result.minPerCpu(),
          Decimals.ratio(result.ipisToIsolatedUser(), result.ipisPerIsolatedCpu().size()),
          result.maxPerCpu(),
          Decimals.meanIntervalSeconds(run, result).map(Object.class::cast).orElse(Table.NONE),
          result.deferred(),
          result.caughtUp(),
          result.kernelEntries(),
          result.violations().size(),
          result.kernelWarnings().size(),
          result.guestInstructions(),
          result.events());
    }
  }

  private void perCpu() {
    Table table = table("per-cpu", "cpu", "ipis");
    int[] cpus = run.isolated().stream().toArray();
    for (StrategyResult result : run.results()) {
      for (int i = 0; i < cpus.length; i++) {
        row(table, result, cpus[i], result.ipisPerIsolatedCpu().get(i));
      }
    }
  }

  private void counts(
      String name, String column, Function<StrategyResult, Map<String, Long>> counted) {
    Table table = table(name, column, "ipis");
    for (StrategyResult result : run.results()) {
      counted.apply(result).forEach((what, ipis) -> row(table, result, what, ipis));
    }
  }

  private void places() {
    Table table = table("places", "may_wait", "decided", "arrived", "ipis");
    for (StrategyResult result : run.results()) {
      for (IpiPlaces places : result.places()) {
        row(
            table,
            result,
            places.kind() == IpiPlaces.Kind.MAY_WAIT,
            lower(places.decided()),
            lower(places.arrived()),
            places.count());
      }
    }
  }

  private void means() {
    Table table = table("means", "name", "value", "count", "published", "basis");
    for (StrategyResult result : run.results()) {
      for (MeasuredMean mean : result.means()) {
        row(
            table,
            result,
            mean.mean().name(),
            mean.value(),
            mean.mean().count(),
            mean.published().map(p -> (Object) p.value()).orElse(Table.NONE),
            mean.published().map(p -> (Object) lower(p.basis())).orElse(Table.NONE));
      }
    }
  }

  private void violations() {
    Table table =
        table(
            "violations",
            "monitor",
            "cpu",
            "address",
            "instruction",
            "time_ns",
            "cause",
            "history");
    for (StrategyResult result : run.results()) {
      for (Violation violation : result.violations()) {
        row(
            table,
            result,
            violation.monitor(),
            violation.cpu(),
            "0x" + Long.toHexString(violation.address()),
            violation.instruction(),
            violation.timeNs(),
            violation.cause(),
            String.join("\n", violation.history()));
      }
    }
  }

  private void warnings() {
    Table table = table("kernel-warnings", "warning");
    for (StrategyResult result : run.results()) {
      result.kernelWarnings().forEach(warning -> row(table, result, warning));
    }
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
