package org.emukernel.scenarios.page;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import org.emukernel.scenarios.report.JsonText;
import org.emukernel.scenarios.report.StepState;
import org.emukernel.scenarios.report.VerifyJson;
import org.emukernel.scenarios.report.VerifyReport;
import org.emukernel.scenarios.report.VerifyText;

/** The page of a search, or of the replay of what one has found. */
public final class VerifyPage {

  private VerifyPage() {}

  /** {@return the page of a search} */
  public static String of(VerifyReport report, Asked asked) {
    return page(report, asked, word(report), why(report), VerifyText.of(report));
  }

  /** {@return the page of a schedule's replay} */
  public static String ofReplay(VerifyReport report, Asked asked) {
    boolean violated = report.violation().isPresent();
    return page(
        report,
        asked,
        violated ? "violated" : "no violation",
        violated
            ? "The schedule's %d choices lead to a violation.".formatted(report.transitions())
            : "The schedule's %d choices lead to no violation.".formatted(report.transitions()),
        VerifyText.ofReplay(report));
  }

  private static String page(
      VerifyReport report, Asked asked, String verdict, String why, String text) {
    return new HtmlPage(
            "verify",
            report.scenario() + " under " + report.strategy(),
            Tone.of(report.verdict()),
            verdict,
            why,
            asked,
            text,
            json -> write(json, report))
        .html();
  }

  private static String word(VerifyReport report) {
    return switch (report.verdict()) {
      case HOLDS -> "holds";
      case VIOLATED -> "violated";
      case BOUND -> "no verdict";
    };
  }

  private static String why(VerifyReport report) {
    return switch (report.verdict()) {
      case HOLDS ->
          "Every state was visited, and no monitor fired in any; "
              + VerifyText.collisions(report)
              + ".";
      case VIOLATED ->
          report
              .violation()
              .map(found -> found.monitor() + ": " + found.cause() + ".")
              .orElse("A monitor fired.");
      case BOUND -> "No monitor fired until the search ended: " + VerifyText.bound(report) + ".";
    };
  }

  private static void write(JsonGenerator json, VerifyReport report) throws IOException {
    json.writeFieldName("result");
    json.writeRawValue(VerifyJson.of(report).strip());
    json.writeNumberField("cpus", report.cpus());
    json.writeStringField("cause", report.violation().map(found -> found.cause()).orElse(""));
    json.writeArrayFieldStart("steps");
    for (VerifyReport.Step step : report.steps()) {
      json.writeStartObject();
      VerifyJson.writeFields(json, step);
      if (step.state().isPresent()) {
        write(json, step.state().get());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, StepState state) throws IOException {
    json.writeObjectFieldStart("state");
    json.writeArrayFieldStart("cpus");
    for (StepState.Cpu cpu : state.cpus()) {
      json.writeStartObject();
      json.writeStringField("mode", cpu.mode());
      json.writeStringField("next", cpu.next());
      JsonText.texts(json, "tlb", cpu.tlb());
      JsonText.texts(json, "stale", cpu.stale());
      JsonText.texts(json, "store_buffer", cpu.storeBuffer());
      json.writeStringField("text", cpu.text());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("memory");
    for (Map.Entry<String, String> word : state.memory().entrySet()) {
      json.writeStringField(word.getKey(), word.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
