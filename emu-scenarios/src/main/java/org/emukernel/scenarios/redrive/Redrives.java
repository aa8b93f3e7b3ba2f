package org.emukernel.scenarios.redrive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.machine.MachineSpec;
import org.emukernel.scenarios.redrive.StrategyRedrive.Repetitions;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.sim.Parallel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the calls of a log again on a machine for each strategy, as many at once as there are
 * processors. It can begin while the recording is still being read.
 */
final class Redrives implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Redrives.class);

  private final ReplayMachines machines;
  private final List<StrategySettings> strategies;
  private final CallLog log;
  private final Repetitions repetitions;
  private final ReplayProgress progress;
  private int cpus;
  private Parallel.@Nullable Started<StrategyRedrive.Result> started;

  Redrives(
      ReplayMachines machines,
      List<StrategySettings> strategies,
      CallLog log,
      Repetitions repetitions,
      ReplayProgress progress) {
    this.machines = machines;
    this.strategies = strategies;
    this.log = log;
    this.repetitions = repetitions;
    this.progress = progress;
  }

  /**
   * Begins, unless they have begun on machines with so many CPUs.
   *
   * @throws IOException if no machine can have such CPUs; the message is one line
   */
  void begin(int machineCpus, CpuMask isolated) throws IOException {
    if (started != null && cpus == machineCpus) {
      return;
    }
    close();
    ScenarioSettings settings = machines.settings(machineCpus, isolated, strategies);
    List<Parallel.Task<StrategyRedrive.Result>> tasks = new ArrayList<>();
    for (StrategySettings strategy : strategies) {
      ProgressSink part = progress.redrive(log);
      tasks.add(() -> redrive(machines.spec(settings, strategy), strategy.label(), part));
    }
    cpus = machineCpus;
    started = Parallel.start(tasks);
  }

  /**
   * {@return what came of it, in the strategies' order}
   *
   * @throws IOException if the recording could not be read again
   */
  List<StrategyRedrive.Result> results() throws IOException {
    Parallel.Started<StrategyRedrive.Result> begun = started;
    if (begun == null) {
      throw new IllegalStateException("not begun");
    }
    try {
      return begun.results();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /*
   * The history of a violation must hold what the machine did last, whether it was known before or not: so after a violation
   * everything is done once more, without what is known.
   */
  private StrategyRedrive.Result redrive(MachineSpec spec, String label, ProgressSink part) {
    StrategyRedrive.Result result = redrive(spec, repetitions, part);
    LOG.info(
        "{}: {} calls done by the machine, {} known before",
        label,
        result.ran(),
        result.answered());
    return result.violations().isEmpty() || result.answered() == 0
        ? result
        : redrive(spec, Repetitions.RUN, ProgressSink.NONE);
  }

  private StrategyRedrive.Result redrive(
      MachineSpec spec, Repetitions repeated, ProgressSink part) {
    StrategyRedrive redrive = new StrategyRedrive(spec, repeated);
    try (CallSource calls = log.source()) {
      return redrive.run(calls, part);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those that still run end soon. */
  @Override
  public void close() {
    if (started != null) {
      started.close();
      started = null;
    }
  }
}
