package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.emukernel.scenarios.config.GridSettings;
import org.emukernel.scenarios.report.ProgressSink;
import org.jspecify.annotations.Nullable;

/** Runs every cell of a grid and keeps what is finished. */
public interface GridSweeper {

  /**
   * What to run.
   *
   * @param grid the cells
   * @param directory where the journal is kept and the rows are written; made if it is missing
   * @param workers how many cells at once; 0: as many as there is room for
   */
  record Request(GridSettings grid, Path directory, int workers) {}

  /** Why a cell has no result. */
  enum Kind {
    /** Something is wrong with its settings. */
    REFUSED,
    /** A defect of the emulator. */
    DEFECT
  }

  /**
   * A cell without a result.
   *
   * @param cell its title
   * @param kind whose fault it is
   * @param reason in one line
   * @param scenario the cell as a scenario, to be run alone
   */
  record Failure(String cell, Kind kind, String reason, Path scenario) {}

  /**
   * What came of a grid.
   *
   * @param cells how many there are
   * @param kept how many of them had been finished before
   * @param damaged how many lines of the journal could not be read
   * @param failures those without a result; they are run again next time
   * @param violated in how many a monitor fired
   * @param csv the rows
   * @param jsonLines the same rows
   * @param rows the same rows, by column
   */
  record Outcome(
      int cells,
      int kept,
      int damaged,
      List<Failure> failures,
      int violated,
      Path csv,
      Path jsonLines,
      List<Map<String, @Nullable Object>> rows) {

    /** Copies the lists. */
    public Outcome {
      failures = List.copyOf(failures);
      rows = List.copyOf(rows);
    }
  }

  /** A directory that the grid's results cannot be kept in; the message is one line. */
  final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** A directory with something wrong in it. */
    public RefusedException(String message) {
      super(message);
    }
  }

  /**
   * Runs the cells that are not finished yet and writes the rows of all.
   *
   * @param progress is told how far it has come
   * @return the same for the same grid, whatever was finished before and however many workers
   * @throws IOException if the directory cannot be read or written
   * @throws RefusedException if it holds something else
   */
  Outcome sweep(Request request, ProgressSink progress) throws IOException, RefusedException;
}
