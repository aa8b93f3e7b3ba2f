package org.emukernel.scenarios.sweep;

import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.emukernel.api.kernel.MissingSymbolException;
import org.emukernel.scenarios.cli.ScenarioRunner;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.ResultColumns;
import org.emukernel.scenarios.sweep.CellOutcome.Status;

/** Runs one cell, whatever happens in it. */
public final class CellRunner {

  private final ScenarioLoader scenarios;
  private final ScenarioRunner runner;

  /** Makes a runner, which several threads may use. */
  @Inject
  public CellRunner(ScenarioLoader scenarios, ScenarioRunner runner) {
    this.scenarios = scenarios;
    this.runner = runner;
  }

  /** {@return what has become of a cell; the same for the same cell, on any machine} */
  public CellOutcome run(SweepCell cell, ProgressSink progress) {
    try {
      String result =
          ResultColumns.json(runner.run(scenarios.loadText(cell.text(), cell.title()), progress));
      return new CellOutcome(cell.hash(), Status.DONE, result, "");
    } catch (BadScenarioException e) {
      return outcome(cell, Status.REFUSED, e.lines().get(0), "");
    } catch (MissingSymbolException e) {
      String why = e.getMessage() + ", expected workloads that need nothing else";
      return outcome(cell, Status.REFUSED, why, "");
    } catch (RuntimeException
        | StackOverflowError
        | OutOfMemoryError
        | AssertionError
        | LinkageError e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace, true));
      return outcome(cell, Status.FAILED, e.toString(), trace.toString());
    }
  }

  private static CellOutcome outcome(SweepCell cell, Status status, String why, String trace) {
    return new CellOutcome(cell.hash(), status, why.replaceAll("\\s+", " "), trace);
  }
}
