package org.emukernel.scenarios.spark;

import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.emukernel.scenarios.plugin.PlugIns;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.sweep.CellOutcome;
import org.emukernel.scenarios.sweep.SweepCell;
import org.emukernel.scenarios.sweep.SweepEngine;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Runs each cell as a task of one Spark job. Every outcome comes to the driver when its task ends,
 * and is kept there, so that neither a lost executor nor a lost driver loses what was finished; the
 * tasks of a lost executor are run again by Spark.
 */
final class SparkEngine implements SweepEngine {

  private final SparkMaster master;
  private final PlugIns plugIns;

  @Inject
  SparkEngine(SparkMaster master, PlugIns plugIns) {
    this.master = master;
    this.plugIns = plugIns;
  }

  @Override
  public void run(
      List<SweepCell> cells, int workers, ProgressSink progress, Consumer<CellOutcome> finished) {
    SparkConf settings = new SparkConf().setAppName("emu sweep");
    master.url().ifPresent(settings::setMaster);
    if (workers > 0) {
      settings.set("spark.cores.max", String.valueOf(workers));
    }
    progress.started("cells", cells.size());
    try (JavaSparkContext spark = new JavaSparkContext(settings)) {
      ClassTag<CellOutcome> type = ClassTag$.MODULE$.apply(CellOutcome.class);
      spark
          .sc()
          .runJob(
              spark.parallelize(cells, cells.size()).rdd(),
              new CellTask(plugIns.paths()),
              new Outcomes(progress, finished),
              type);
    } catch (Exception e) {
      throw unwrapped(e);
    }
  }

  /* What happened while an outcome was kept, not that a job failed of it. */
  private static RuntimeException unwrapped(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UncheckedIOException io) {
        return io;
      }
    }
    return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
  }
}
