package org.emukernel.scenarios.config;

import java.util.List;

/**
 * A scenario and what {@code emu sweep} varies in it; {@code emu.grid}.
 *
 * @param name its name in reports
 * @param axes the columns of the table of results that tell cells apart, but for strategy and seed
 * @param cells every run, in the order of the rows
 */
public record GridSettings(String name, List<String> axes, List<GridCell> cells) {

  /** As many cells as a grid may have. */
  public static final int MAX_CELLS = 100_000;

  /** Copies the lists. */
  public GridSettings {
    axes = List.copyOf(axes);
    cells = List.copyOf(cells);
  }
}
