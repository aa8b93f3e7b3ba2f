package org.emukernel.scenarios.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.TreeSet;
import org.emukernel.api.verdict.Violation;

/** A strategy's result as columns of a table: one value each, and two counts by name. */
public final class ResultColumns {

  /** What a mean of the user tasks' own measuring begins with. */
  public static final String MEAN = "mean.";

  /** IPIs that hit isolated CPUs in user mode: what deferral is about. */
  public static final String IPIS = "ipis_to_isolated_user";

  /** How many violations the monitors saw. */
  public static final String VIOLATIONS = "violations";

  /** Every column but the means, which depend on the workloads, in their order. */
  public static final List<String> NAMES =
      List.of(
          IPIS,
          "ipis_per_cpu_min",
          "ipis_per_cpu_mean",
          "ipis_per_cpu_max",
          "mean_interval_seconds",
          "deferred",
          "caught_up",
          "kernel_entries",
          VIOLATIONS,
          "monitors",
          "kernel_warnings",
          "guest_instructions",
          "events",
          "by_callback",
          "by_cause");

  private ResultColumns() {}

  /** {@return the only result of a run as one JSON object in one line} */
  public static String json(RunReport run) {
    StrategyResult result = run.results().get(0);
    return JsonText.line(
        json -> {
          json.writeNumberField(IPIS, result.ipisToIsolatedUser());
          json.writeNumberField("ipis_per_cpu_min", result.minPerCpu());
          json.writeNumberField("ipis_per_cpu_mean", meanPerCpu(result));
          json.writeNumberField("ipis_per_cpu_max", result.maxPerCpu());
          json.writeFieldName("mean_interval_seconds");
          json.writeNumber(Decimals.meanIntervalSeconds(run, result).orElse(null));
          json.writeNumberField("deferred", result.deferred());
          json.writeNumberField("caught_up", result.caughtUp());
          json.writeNumberField("kernel_entries", result.kernelEntries());
          json.writeNumberField(VIOLATIONS, result.violations().size());
          json.writeStringField("monitors", monitors(result));
          json.writeNumberField("kernel_warnings", result.kernelWarnings().size());
          json.writeNumberField("guest_instructions", result.guestInstructions());
          json.writeNumberField("events", result.events());
          JsonText.counts(json, "by_callback", result.byCallback());
          JsonText.counts(json, "by_cause", result.byCause());
          for (MeasuredMean mean : result.means()) {
            write(json, mean);
          }
        });
  }

  private static void write(JsonGenerator json, MeasuredMean mean) throws IOException {
    json.writeNumberField(MEAN + mean.mean().name(), mean.value());
  }

  private static BigDecimal meanPerCpu(StrategyResult result) {
    return Decimals.ratio(result.ipisToIsolatedUser(), result.ipisPerIsolatedCpu().size());
  }

  private static String monitors(StrategyResult result) {
    return String.join(
        ",", new TreeSet<>(result.violations().stream().map(Violation::monitor).toList()));
  }
}
