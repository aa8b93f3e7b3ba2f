package org.emukernel.scenarios.config;

import java.util.Collection;
import java.util.List;

/**
 * One thing that is wrong with a scenario.
 *
 * @param place where, such as {@code my.conf:3} or {@code --set cpus=0}
 * @param path the key, such as {@code emu.machine.cpus}; empty if it concerns no key
 * @param text what was found and what was expected
 */
public record ConfigProblem(String place, String path, String text) {

  /** A value that is not what the key wants. */
  static ConfigProblem value(String place, String path, String found, String expected) {
    return new ConfigProblem(place, path, "found " + found + ", expected " + expected);
  }

  /** A name that nothing answers to. */
  static ConfigProblem unknown(
      String place, String path, String kind, String name, Collection<String> known) {
    List<String> sorted = known.stream().sorted().toList();
    String expected = sorted.isEmpty() ? "none: there is no " + kind : oneOf(sorted);
    String near =
        NearMiss.of(name, sorted).map(hint -> "; did you mean \"" + hint + "\"?").orElse("");
    return value(place, path, "unknown " + kind + " " + Quoted.text(name), expected + near);
  }

  private static String oneOf(List<String> names) {
    return (names.size() == 1 ? "" : "one of ") + String.join(", ", names);
  }

  /** {@return the problem in one line} */
  public String line() {
    return path.isEmpty() ? place + ": " + text : place + ": " + path + ": " + text;
  }
}
