package org.emukernel.scenarios.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.emukernel.api.spi.Named;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.jspecify.annotations.Nullable;

/**
 * One HOCON object while it is read. Whatever is wrong goes to the {@link Problems}; the reader
 * gets a stand-in and reads on, so that nothing after the first problem goes unseen.
 */
final class Block {

  private final ConfigObject object;
  private final String path;
  private final Problems problems;

  Block(ConfigObject object, String path, Problems problems) {
    this.object = object;
    this.path = path;
    this.problems = problems;
  }

  /** {@return the value of a key; a problem if there is none} */
  Optional<ConfigValue> value(String key) {
    @Nullable ConfigValue value = object.get(key);
    if (value == null || value.valueType() == ConfigValueType.NULL) {
      String place = Places.of(value == null ? object.origin() : value.origin());
      problems.add(ConfigProblem.value(place, path(key), "nothing", "a value"));
      return Optional.empty();
    }
    return Optional.of(value);
  }

  String path(String key) {
    return path + "." + Quoted.line(key);
  }

  String place(String key) {
    @Nullable ConfigValue value = object.get(key);
    return Places.of(value == null ? object.origin() : value.origin());
  }

  void problem(String key, String found, String expected) {
    problems.add(ConfigProblem.value(place(key), path(key), found, expected));
  }

  /** Reports each key that is not among the known ones. */
  void onlyKeys(Collection<String> known) {
    object.keySet().stream()
        .sorted()
        .filter(key -> !known.contains(key))
        .forEach(key -> problems.add(ConfigProblem.unknown(place(key), path, "key", key, known)));
  }

  /** {@return the keys, sorted} */
  List<String> keys() {
    return object.keySet().stream().sorted().toList();
  }

  /** {@return the block under a key} */
  Optional<Block> block(String key) {
    return value(key)
        .flatMap(
            value -> {
              if (value instanceof ConfigObject inner) {
                return Optional.of(new Block(inner, path(key), problems));
              }
              problem(key, describe(value), "a block { ... }");
              return Optional.empty();
            });
  }

  /** {@return the elements under a key: of a list, or of a text with commas} */
  List<ConfigValue> list(String key) {
    return elements(key).orElse(List.of());
  }

  /** {@return the elements under a key; nothing after a problem} */
  Optional<List<ConfigValue>> elements(String key) {
    return value(key)
        .flatMap(
            value -> {
              if (value instanceof ConfigList list) {
                return Optional.of(List.copyOf(list));
              }
              if (value.valueType() == ConfigValueType.STRING) {
                return Optional.of(commaSeparated(value));
              }
              problem(key, describe(value), "a list [ ... ]");
              return Optional.empty();
            });
  }

  /**
   * {@return the parts of a text such as {@code a,b(c,d)}, each with the origin of the whole}
   * Commas in parentheses part nothing.
   */
  static List<ConfigValue> commaSeparated(ConfigValue value) {
    List<ConfigValue> parts = new ArrayList<>();
    for (String part : String.valueOf(value.unwrapped()).split(",(?![^(]*\\))", -1)) {
      if (!part.isBlank()) {
        parts.add(ConfigValueFactory.fromAnyRef(part.strip()).withOrigin(value.origin()));
      }
    }
    return parts;
  }

  /** {@return a text} */
  Optional<String> text(String key) {
    return text(key, "text");
  }

  /** {@return a text that means what is expected} */
  Optional<String> text(String key, String expected) {
    return value(key)
        .flatMap(
            value -> {
              Optional<String> text = scalar(value);
              if (text.isEmpty()) {
                problem(key, describe(value), expected);
              }
              return text;
            });
  }

  /** {@return the plug-in of a set that the key names} */
  <T extends Named> Optional<T> named(String key, NamedSet<T> known) {
    Optional<String> name = text(key, "a name");
    Optional<T> found = name.flatMap(known::find);
    if (name.isPresent() && found.isEmpty()) {
      problems.add(
          ConfigProblem.unknown(place(key), path(key), known.kind(), name.get(), known.names()));
    }
    return found;
  }

  /** {@return a whole number, or {@code min} after a problem} */
  long number(String key, long min, long max) {
    return wholeNumber(key, min, max).orElse(min);
  }

  /** {@return a whole number; nothing after a problem} */
  OptionalLong wholeNumber(String key, long min, long max) {
    Optional<ConfigValue> value = value(key);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long number = new BigDecimal(scalar(value.get()).orElse("").strip()).longValueExact();
      if (number >= min && number <= max) {
        return OptionalLong.of(number);
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Reported below, together with what is out of range.
    }
    boolean any = min == Long.MIN_VALUE && max == Long.MAX_VALUE;
    String range = any ? "of 64 bits" : "from " + min + " to " + max;
    problem(key, describe(value.get()), "a whole number " + range);
    return OptionalLong.empty();
  }

  /** {@return a size in bytes, or {@code min} after a problem} */
  long bytes(String key, long min, long max, String expected) {
    Optional<ConfigValue> value = value(key);
    if (value.isEmpty()) {
      return min;
    }
    try {
      long bytes = object.toConfig().getBytes("\"" + key + "\"");
      if (bytes >= min && bytes <= max) {
        return bytes;
      }
    } catch (ConfigException | ArithmeticException e) {
      // Reported below, together with what is out of range.
    }
    problem(key, describe(value.get()), expected);
    return min;
  }

  /** {@return a value of a setting} */
  Optional<Object> setting(Setting setting) {
    return setting(setting.key(), setting::read, setting.expected());
  }

  /** {@return a value of a setting's type} */
  Optional<Object> setting(String key, SettingType type) {
    return setting(key, type::read, type.expected());
  }

  private Optional<Object> setting(String key, Function<String, Object> read, String expected) {
    Optional<ConfigValue> value = value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          read.apply(scalar(value.get()).orElseThrow(IllegalArgumentException::new)));
    } catch (IllegalArgumentException e) {
      problem(key, describe(value.get()), expected);
      return Optional.empty();
    }
  }

  /** {@return true or false; false after a problem} */
  boolean flag(String key) {
    return setting(key, SettingType.FLAG).map(Boolean.TRUE::equals).orElse(false);
  }

  /** {@return the text of a value that is neither a list nor a block} */
  static Optional<String> scalar(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> Optional.of(String.valueOf(value.unwrapped()));
      case LIST, OBJECT, NULL -> Optional.empty();
    };
  }

  /** {@return a value as messages show it} */
  static String describe(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING -> Quoted.text(String.valueOf(value.unwrapped()));
      case NUMBER, BOOLEAN -> String.valueOf(value.unwrapped());
      case LIST -> "a list";
      case OBJECT -> "a block";
      case NULL -> value.valueType().name().toLowerCase(Locale.ROOT);
    };
  }
}
