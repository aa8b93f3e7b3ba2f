package org.emukernel.scenarios.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes one JSON object; the keys stand in the order in which they are written. */
public final class JsonText {

  private static final JsonFactory FACTORY = new JsonFactory();

  /** Writes the members of the object. */
  @FunctionalInterface
  public interface Members {
    /** Writes the members, without the braces. */
    void write(JsonGenerator json) throws IOException;
  }

  private JsonText() {}

  /** {@return the object, ended by a line feed} */
  public static String object(Members members) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      DefaultPrettyPrinter printer =
          new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
      json.setPrettyPrinter(printer);
      json.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.append('\n').toString();
  }

  /** {@return the object in one line, without a line feed: a row of JSON Lines} */
  public static String line(Members members) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  static void counts(JsonGenerator json, String key, Map<String, Long> counts) throws IOException {
    json.writeObjectFieldStart(key);
    for (Map.Entry<String, Long> entry : counts.entrySet()) {
      json.writeNumberField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  /** Writes an array of texts. */
  public static void texts(JsonGenerator json, String key, Iterable<String> texts)
      throws IOException {
    json.writeArrayFieldStart(key);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
