package org.emukernel.scenarios.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import org.emukernel.api.verdict.Violation;

/** A run's report as one JSON object: the same run gives the same bytes. */
public final class RunJson {

  private RunJson() {}

  /** {@return the object, ended by a line feed} */
  public static String of(RunReport run) {
    return JsonText.object(
        json -> {
          json.writeStringField("scenario", run.scenario());
          json.writeNumberField("seed", run.seed());
          json.writeNumberField("cpus", run.cpus());
          json.writeStringField("isolated", run.isolated().toCpuList());
          json.writeNumberField("virtual_seconds", Decimals.seconds(run.virtualNs()));
          json.writeArrayFieldStart("results");
          for (StrategyResult result : run.results()) {
            write(json, run, result);
          }
          json.writeEndArray();
        });
  }

  private static void write(JsonGenerator json, RunReport run, StrategyResult result)
      throws IOException {
    json.writeStartObject();
    if (!result.point().isEmpty()) {
      json.writeStringField("point", result.point());
    }
    json.writeStringField("strategy", result.strategy());
    json.writeNumberField("ipis_to_isolated_user", result.ipisToIsolatedUser());
    json.writeObjectFieldStart("per_isolated_cpu");
    json.writeNumberField("min", result.minPerCpu());
    json.writeNumberField(
        "mean", Decimals.ratio(result.ipisToIsolatedUser(), result.ipisPerIsolatedCpu().size()));
    json.writeNumberField("max", result.maxPerCpu());
    json.writeEndObject();
    writeInterval(json, Decimals.meanIntervalSeconds(run, result));
    JsonText.counts(json, "by_callback", result.byCallback());
    JsonText.counts(json, "by_cause", result.byCause());
    json.writeNumberField("deferred", result.deferred());
    json.writeNumberField("caught_up", result.caughtUp());
    json.writeNumberField("kernel_entries", result.kernelEntries());
    json.writeArrayFieldStart("violations");
    for (Violation violation : result.violations()) {
      write(json, violation);
    }
    json.writeEndArray();
    JsonText.texts(json, "kernel_warnings", result.kernelWarnings());
    if (!result.means().isEmpty()) {
      json.writeArrayFieldStart("means");
      for (MeasuredMean mean : result.means()) {
        write(json, mean);
      }
      json.writeEndArray();
    }
    if (PlacesText.isTold(result)) {
      json.writeArrayFieldStart("ipis_by_place");
      for (IpiPlaces places : result.places()) {
        write(json, places);
      }
      json.writeEndArray();
    }
    json.writeNumberField("guest_instructions", result.guestInstructions());
    json.writeNumberField("events", result.events());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, IpiPlaces places) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("may_wait", places.kind() == IpiPlaces.Kind.MAY_WAIT);
    json.writeStringField("decided", places.decided().name().toLowerCase(Locale.ROOT));
    json.writeStringField("arrived", places.arrived().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("count", places.count());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, MeasuredMean mean) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", mean.mean().name());
    json.writeNumberField("value", mean.value());
    json.writeNumberField("count", mean.mean().count());
    if (mean.published().isPresent()) {
      PublishedMean published = mean.published().get();
      json.writeNumberField("published", published.value());
      json.writeStringField("basis", published.basis().name().toLowerCase(Locale.ROOT));
    }
    json.writeEndObject();
  }

  private static void writeInterval(JsonGenerator json, Optional<BigDecimal> seconds)
      throws IOException {
    if (seconds.isPresent()) {
      json.writeNumberField("mean_interval_seconds", seconds.get());
    } else {
      json.writeNullField("mean_interval_seconds");
    }
  }

  private static void write(JsonGenerator json, Violation violation) throws IOException {
    json.writeStartObject();
    json.writeStringField("monitor", violation.monitor());
    json.writeNumberField("cpu", violation.cpu());
    json.writeStringField("address", "0x" + Long.toHexString(violation.address()));
    json.writeStringField("instruction", violation.instruction());
    json.writeNumberField("time_ns", violation.timeNs());
    json.writeStringField("cause", violation.cause());
    JsonText.texts(json, "history", violation.history());
    json.writeEndObject();
  }
}
