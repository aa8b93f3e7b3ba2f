package org.emukernel.scenarios.stats;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.emukernel.scenarios.report.JsonText;

/** Statistics as one JSON object. */
public final class StatisticsJson {

  private StatisticsJson() {}

  /** {@return the object, ended by a line feed} */
  public static String of(List<Statistics> all) {
    return JsonText.object(
        json -> {
          json.writeArrayFieldStart("metrics");
          for (Statistics statistics : all) {
            write(json, statistics);
          }
          json.writeEndArray();
        });
  }

  private static void write(JsonGenerator json, Statistics statistics) throws IOException {
    json.writeStartObject();
    json.writeStringField("metric", statistics.metric());
    json.writeNumberField("confidence", Rounded.digits(statistics.confidence()));
    json.writeArrayFieldStart("means");
    for (Statistics.StrategyMean mean : statistics.means()) {
      json.writeStartObject();
      writeSettings(json, statistics, mean.configuration());
      json.writeStringField("strategy", mean.strategy());
      write(json, mean.interval());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField("correction", "holm");
    json.writeArrayFieldStart("differences");
    double[] adjusted = statistics.adjusted();
    for (int i = 0; i < adjusted.length; i++) {
      write(json, statistics, i, adjusted[i]);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Statistics statistics, int i, double adjusted)
      throws IOException {
    Comparison comparison = statistics.comparisons().get(i);
    json.writeStartObject();
    writeSettings(json, statistics, comparison.configuration());
    json.writeStringField("strategy", comparison.second());
    json.writeStringField("less", comparison.first());
    write(json, comparison.difference());
    json.writeStringField("test", comparison.test().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("p", Rounded.digits(comparison.p()));
    json.writeNumberField("p_adjusted", Rounded.digits(adjusted));
    json.writeBooleanField("significant", statistics.isSignificant(i));
    json.writeEndObject();
  }

  private static void writeSettings(
      JsonGenerator json, Statistics statistics, List<String> configuration) throws IOException {
    json.writeObjectFieldStart("settings");
    for (int i = 0; i < configuration.size(); i++) {
      json.writeStringField(statistics.columns().get(i), configuration.get(i));
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Interval interval) throws IOException {
    json.writeNumberField("seeds", interval.count());
    json.writeNumberField("mean", Rounded.digits(interval.mean()));
    if (interval.isKnown()) {
      json.writeNumberField("from", Rounded.digits(interval.low()));
      json.writeNumberField("to", Rounded.digits(interval.high()));
    }
  }
}
