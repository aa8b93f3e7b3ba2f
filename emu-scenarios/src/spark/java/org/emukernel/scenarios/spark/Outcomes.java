package org.emukernel.scenarios.spark;

import java.util.function.Consumer;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.sweep.CellOutcome;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** Takes each outcome on the driver, as it comes; called by one thread, Spark's event loop. */
final class Outcomes extends AbstractFunction2<Object, CellOutcome, BoxedUnit> {

  private final ProgressSink progress;
  private final Consumer<CellOutcome> finished;
  private long count;

  Outcomes(ProgressSink progress, Consumer<CellOutcome> finished) {
    this.progress = progress;
    this.finished = finished;
  }

  @Override
  public BoxedUnit apply(Object partition, CellOutcome outcome) {
    finished.accept(outcome);
    count++;
    progress.reached(count);
    return BoxedUnit.UNIT;
  }
}
