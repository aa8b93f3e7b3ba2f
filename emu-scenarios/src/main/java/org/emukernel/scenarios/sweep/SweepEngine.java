package org.emukernel.scenarios.sweep;

import java.util.List;
import java.util.function.Consumer;
import org.emukernel.scenarios.report.ProgressSink;

/** Runs cells, many at once. */
public interface SweepEngine {

  /**
   * Runs every cell once.
   *
   * @param cells in any order
   * @param workers how many at once; 0: as many as there is room for
   * @param progress is told how far the whole has come
   * @param finished is given each outcome as it comes, in any order, by one thread at a time
   */
  void run(
      List<SweepCell> cells, int workers, ProgressSink progress, Consumer<CellOutcome> finished);
}
