package org.emukernel.scenarios.tracer;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.emukernel.scenarios.config.MachineSettings;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.config.SweepPoint;
import org.emukernel.scenarios.sim.RunListener;
import org.emukernel.scenarios.sim.RunListeners;

/**
 * Records each run of a scenario in a file of its own. The files come into their places together,
 * when all are whole; closed before, they do not come at all.
 */
public final class TraceFiles implements RunListeners, Closeable {

  private final Path file;
  private final TraceFileFormat format;
  private final Naming naming;
  private final List<FileTracer> tracers = new ArrayList<>();
  private final Set<Path> taken = new HashSet<>();

  /** How the files are named. */
  public enum Naming {
    /** There is one run, whose file has the name given. */
    AS_GIVEN,
    /** The strategy stands before the ending. */
    BY_STRATEGY
  }

  /**
   * Makes none yet.
   *
   * @param file where the recording goes
   */
  public TraceFiles(Path file, TraceFileFormat format, Naming naming) {
    this.file = file;
    this.format = format;
    this.naming = naming;
  }

  @Override
  public RunListener of(SweepPoint point, StrategySettings strategy) {
    MachineSettings machine = point.settings().machine();
    try {
      FileTracer tracer = new FileTracer(fileOf(strategy), format, machine.cpus());
      tracers.add(tracer);
      return new KernelTracer(machine.cpus(), machine.isolated(), tracer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path fileOf(StrategySettings strategy) {
    if (naming == Naming.AS_GIVEN) {
      return file;
    }
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    String stem = dot < 1 ? name : name.substring(0, dot);
    String ending = dot < 1 ? "" : name.substring(dot);
    String label = strategy.label().replaceAll("[^A-Za-z0-9.=-]+", "-").replaceAll("-+$", "");
    Path made = file.resolveSibling(stem + "." + label + ending);
    for (int again = 2; !taken.add(made); again++) {
      made = file.resolveSibling(stem + "." + label + "-" + again + ending);
    }
    return made;
  }

  /**
   * Puts the files into their places.
   *
   * @throws IOException if one cannot be moved
   */
  public void commit() throws IOException {
    for (FileTracer tracer : tracers) {
      tracer.commit();
    }
  }

  @Override
  public void close() throws IOException {
    for (FileTracer tracer : tracers) {
      tracer.close();
    }
  }
}
