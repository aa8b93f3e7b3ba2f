package org.emukernel.scenarios.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One run of a grid: a scenario under one strategy with one seed.
 *
 * @param title what tells it from the other cells, for people: {@code machine.cpus=8 immediate seed
 *     3}
 * @param text all of its settings as HOCON in one line; cells of the same text are the same run
 * @param settings the same by column of the table of results, in the columns' order
 */
public record GridCell(String title, String text, Map<String, Object> settings) {

  /** Copies the settings. */
  public GridCell {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }
}
