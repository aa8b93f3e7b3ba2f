package org.emukernel.scenarios.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** A replay's report as one JSON object: the same recording gives the same bytes. */
public final class ReplayJson {

  private ReplayJson() {}

  /** {@return the object, ended by a line feed} */
  public static String of(ReplayReport replay) {
    return JsonText.object(
        json -> {
          json.writeStringField("trace", replay.trace());
          json.writeStringField("format", replay.format());
          json.writeNumberField("events", replay.events());
          json.writeNumberField("cpus", replay.cpus());
          json.writeStringField("isolated", replay.isolated().toCpuList());
          JsonText.counts(json, "csd_queued_at_isolated", replay.csdQueuedAtIsolated());
          json.writeArrayFieldStart("causes");
          for (ReplayReport.Cause cause : replay.causes()) {
            write(json, cause);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("strategies");
          for (ReplayReport.Outcome outcome : replay.strategies()) {
            write(json, outcome);
          }
          json.writeEndArray();
        });
  }

  private static void write(JsonGenerator json, ReplayReport.Cause cause) throws IOException {
    json.writeStartObject();
    json.writeStringField("callback", cause.callback());
    JsonText.texts(json, "chain", cause.chain());
    json.writeNumberField("count", cause.count());
    JsonText.counts(json, "deferrable", cause.deferrable());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, ReplayReport.Outcome outcome) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", outcome.name());
    json.writeNumberField("ipis", outcome.ipis());
    json.writeNumberField("deferred", outcome.deferred());
    json.writeEndObject();
  }
}
