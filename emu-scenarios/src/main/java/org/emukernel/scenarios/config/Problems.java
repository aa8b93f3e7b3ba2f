package org.emukernel.scenarios.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong, so that all of it is reported together. */
final class Problems {

  /** Advice for programmers, and the stack of a cycle of includes. */
  private static final Pattern TAIL = Pattern.compile(" (\\(if you intended|Trace: \\[).*");

  private static final Pattern CLASS_NAME = Pattern.compile("\\bjava\\.[\\w.]+Exception: ");

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
    String said = TAIL.matcher(text).replaceFirst("");
    found.add(new ConfigProblem(Places.of(origin), "", CLASS_NAME.matcher(said).replaceAll("")));
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
