package org.emukernel.scenarios.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import org.emukernel.api.verdict.Violation;

/** What a search found as one JSON object: the same search gives the same bytes. */
public final class VerifyJson {

  private VerifyJson() {}

  /** {@return the object, ended by a line feed} */
  public static String of(VerifyReport report) {
    return JsonText.object(
        json -> {
          json.writeStringField("scenario", report.scenario());
          json.writeStringField("strategy", report.strategy());
          json.writeStringField("verdict", report.verdict().name().toLowerCase(Locale.ROOT));
          json.writeBooleanField("complete", report.isComplete());
          if (report.bound().isPresent()) {
            json.writeStringField("bound", report.bound().get().name().toLowerCase(Locale.ROOT));
          }
          json.writeNumberField("states", report.states());
          json.writeNumberField("transitions", report.transitions());
          json.writeNumberField("max_depth", report.maxDepth());
          if (report.violation().isPresent()) {
            write(json, report, report.violation().get());
          } else {
            json.writeNullField("violation");
          }
        });
  }

  private static void write(JsonGenerator json, VerifyReport report, Violation violation)
      throws IOException {
    json.writeObjectFieldStart("violation");
    json.writeStringField("monitor", violation.monitor());
    json.writeNumberField("cpu", violation.cpu());
    json.writeStringField("address", "0x" + Long.toHexString(violation.address()));
    json.writeStringField("instruction", violation.instruction());
    json.writeArrayFieldStart("steps");
    for (VerifyReport.Step step : report.steps()) {
      json.writeStartObject();
      writeFields(json, step);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Writes what a step is into an object that was begun. */
  public static void writeFields(JsonGenerator json, VerifyReport.Step step) throws IOException {
    json.writeNumberField("cpu", step.cpu());
    json.writeStringField("what", step.what());
    json.writeStringField("place", step.place());
    json.writeNumberField("unnoticed_before", step.unnoticed());
    JsonText.texts(json, "changes", step.changes());
  }
}
