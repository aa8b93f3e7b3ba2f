package org.emukernel.scenarios.page;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.emukernel.api.verdict.Verdict;
import org.emukernel.scenarios.report.RunJson;
import org.emukernel.scenarios.report.RunReport;
import org.emukernel.scenarios.report.RunText;
import org.emukernel.scenarios.report.StrategyResult;

/** The page of a run. */
public final class RunPage {

  private RunPage() {}

  /**
   * {@return the page}
   *
   * @param timelines listened to the run
   */
  public static String of(RunReport run, Asked asked, Timelines timelines) {
    return of(run, asked, timelines.all());
  }

  static String of(RunReport run, Asked asked, List<Timeline> timelines) {
    return new HtmlPage(
            "run",
            run.scenario(),
            Tone.of(run.verdict()),
            verdict(run),
            why(run),
            asked,
            RunText.of(run, asked.notes()),
            json -> write(json, run, timelines))
        .html();
  }

  private static String verdict(RunReport run) {
    return switch (run.verdict()) {
      case HOLDS -> "no violation";
      case VIOLATED -> "violated";
      case BOUND -> "ended early";
    };
  }

  private static String why(RunReport run) {
    if (run.verdict() == Verdict.BOUND) {
      return "Ended early: %s; no monitor fired until then.".formatted(run.bound().orElse(""));
    }
    List<String> violated =
        run.results().stream()
            .filter(result -> !result.violations().isEmpty())
            .map(StrategyResult::title)
            .toList();
    return violated.isEmpty()
        ? "No monitor fired under any strategy. " + most(run)
        : "Monitors fired under %s. %s".formatted(String.join(", ", violated), most(run));
  }

  /* The first strategy is what the others are compared with. */
  private static String most(RunReport run) {
    if (run.results().stream().allMatch(result -> result.ipisToIsolatedUser() == 0)) {
      return "No IPI hit an isolated CPU in user mode.";
    }
    StringBuilder out = new StringBuilder("IPIs that hit isolated CPUs in user mode: ");
    for (StrategyResult result : run.results()) {
      out.append(out.charAt(out.length() - 2) == ':' ? "" : ", ")
          .append(
              String.format(
                  Locale.ROOT, "%,d under %s", result.ipisToIsolatedUser(), result.title()));
    }
    return out.append('.').toString();
  }

  private static void write(JsonGenerator json, RunReport run, List<Timeline> timelines)
      throws IOException {
    json.writeFieldName("result");
    json.writeRawValue(RunJson.of(run).strip());
    json.writeArrayFieldStart("isolated_cpus");
    for (int cpu : run.isolated().stream().toArray()) {
      json.writeNumber(cpu);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("ipis_per_isolated_cpu");
    for (StrategyResult result : run.results()) {
      long[] ipis = result.ipisPerIsolatedCpu().stream().mapToLong(Long::longValue).toArray();
      json.writeArray(ipis, 0, ipis.length);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("timelines");
    for (Timeline timeline : timelines) {
      timeline.write(json);
    }
    json.writeEndArray();
  }
}
