package org.emukernel.scenarios.spark;

import com.google.inject.Guice;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emukernel.scenarios.plugin.BadPlugInException;
import org.emukernel.scenarios.plugin.PlugIns;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.sweep.CellOutcome;
import org.emukernel.scenarios.sweep.CellRunner;
import org.emukernel.scenarios.sweep.SweepCell;
import org.emukernel.scenarios.wiring.EmuModule;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** Runs the only cell of a partition on an executor. */
final class CellTask extends AbstractFunction1<Iterator<SweepCell>, CellOutcome>
    implements Serializable {

  private static final long serialVersionUID = 1L;

  private final ArrayList<String> plugIns = new ArrayList<>();

  /**
   * Makes a task.
   *
   * @param plugIns where plug-ins are, on this machine and on the executors'
   */
  CellTask(List<Path> plugIns) {
    plugIns.forEach(path -> this.plugIns.add(path.toString()));
  }

  @Override
  public CellOutcome apply(Iterator<SweepCell> partition) {
    SweepCell cell = partition.next();
    List<Path> paths = plugIns.stream().map(Path::of).toList();
    try (PlugIns opened = PlugIns.open(paths, complaint -> {})) {
      return Guice.createInjector(new EmuModule(opened))
          .getInstance(CellRunner.class)
          .run(cell, ProgressSink.NONE);
    } catch (BadPlugInException e) {
      String why = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
      return new CellOutcome(cell.hash(), CellOutcome.Status.REFUSED, why, "");
    }
  }
}
