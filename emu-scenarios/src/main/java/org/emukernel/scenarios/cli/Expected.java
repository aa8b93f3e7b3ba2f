package org.emukernel.scenarios.cli;

import java.util.Collection;
import org.emukernel.scenarios.config.NearMiss;

/** Words messages about names that nothing answers to. */
final class Expected {

  private Expected() {}

  /** {@return what was found and what was expected, with the name that was probably meant} */
  static String oneOf(String found, Collection<String> known) {
    String near =
        NearMiss.of(found, known).map(name -> "; did you mean \"" + name + "\"?").orElse("");
    return "found \"" + found + "\", expected one of " + String.join(", ", known) + near;
  }
}
