package org.emukernel.scenarios.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON objects as maps, in the order of their keys. A value is null, a {@link Boolean}, {@link
 * Number}, {@link String} or such a map; there are no arrays.
 */
public final class JsonValues {

  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonValues() {}

  /**
   * {@return the object that a text holds}
   *
   * @throws IOException if it holds anything else; the message is one line
   */
  public static Map<String, @Nullable Object> read(String text) throws IOException {
    try (JsonParser json = FACTORY.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("found no object, expected {...}");
      }
      Map<String, @Nullable Object> object = object(json);
      if (json.nextToken() != null) {
        throw new IOException("found more after the object, expected its end");
      }
      return object;
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new IOException("found " + e.getOriginalMessage().replaceAll("\\s+", " "), e);
    }
  }

  private static Map<String, @Nullable Object> object(JsonParser json) throws IOException {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      JsonToken token = json.nextToken();
      object.put(key, value(json, token));
    }
    return object;
  }

  private static @Nullable Object value(JsonParser json, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> object(json);
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new BigDecimal(json.getText());
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> null;
      default -> throw new IOException("found " + token + ", expected a value");
    };
  }

  /** Writes the members of an object. */
  public static void write(JsonGenerator json, Map<String, ? extends @Nullable Object> object)
      throws IOException {
    for (Map.Entry<String, ? extends @Nullable Object> entry : object.entrySet()) {
      json.writeFieldName(entry.getKey());
      @Nullable Object value = entry.getValue();
      if (value instanceof Map<?, ?> inner) {
        json.writeStartObject();
        for (Map.Entry<?, ?> each : inner.entrySet()) {
          json.writeFieldName(String.valueOf(each.getKey()));
          json.writeObject(each.getValue());
        }
        json.writeEndObject();
      } else {
        json.writeObject(value);
      }
    }
  }
}
