package org.emukernel.scenarios.config;

import com.typesafe.config.ConfigObject;
import java.util.List;

/**
 * One thing that a grid varies.
 *
 * @param column its column in the table of results: a key below {@code emu}, or a name
 * @param values what it goes through
 */
record GridAxis(String column, List<Value> values) {

  /**
   * One value.
   *
   * @param shown as the table shows it
   * @param set the block of {@code emu} that it sets
   */
  record Value(String shown, ConfigObject set) {}
}
