package org.emukernel.scenarios.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong, so that all of it is reported together. */
final class Problems {

  private final Set<ConfigProblem> found = new LinkedHashSet<>();

  void add(ConfigProblem problem) {
    found.add(problem);
  }

  /** Adds what Typesafe Config says, in one line and without the place that it puts in front. */
  void add(ConfigException exception, String fallbackPlace) {
    @Nullable ConfigOrigin origin = exception.origin();
    String message = Quoted.line(String.valueOf(exception.getMessage()).replaceAll("\\s+", " "));
    if (origin == null) {
      found.add(new ConfigProblem(fallbackPlace, "", message));
      return;
    }
    String prefix = Quoted.line(origin.description()) + ": ";
    String text = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    int advice = text.indexOf(" (if you intended");
    found.add(
        new ConfigProblem(Places.of(origin), "", advice < 0 ? text : text.substring(0, advice)));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** Ends the reading if anything was wrong. */
  void throwIfAny() throws BadScenarioException {
    if (!found.isEmpty()) {
      throw new BadScenarioException(List.copyOf(found));
    }
  }
}
