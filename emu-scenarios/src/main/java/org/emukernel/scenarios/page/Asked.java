package org.emukernel.scenarios.page;

import java.util.List;
import java.util.Optional;

/**
 * What a page says of the question.
 *
 * @param line the command line that asks it again
 * @param settings what the scenario says that is not the default, as HOCON
 * @param notes lines for people, such as what was calibrated
 */
public record Asked(String line, Optional<String> settings, List<String> notes) {

  /** Copies the notes. */
  public Asked {
    notes = List.copyOf(notes);
  }
}
