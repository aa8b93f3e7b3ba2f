package org.emukernel.scenarios.sweep;

import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.sim.SharedProgress;

/** Runs cells on this machine's processors. */
public final class LocalEngine implements SweepEngine {

  private final CellRunner runner;

  /** Makes an engine. */
  @Inject
  public LocalEngine(CellRunner runner) {
    this.runner = runner;
  }

  @Override
  public void run(
      List<SweepCell> cells, int workers, ProgressSink progress, Consumer<CellOutcome> finished) {
    SharedProgress shared = new SharedProgress(progress, "cells", cells.size());
    int threads = workers > 0 ? workers : Runtime.getRuntime().availableProcessors();
    ExecutorService pool = Executors.newFixedThreadPool(threads, LocalEngine::daemon);
    CompletionService<CellOutcome> outcomes = new ExecutorCompletionService<>(pool);
    try {
      cells.forEach(cell -> outcomes.submit(() -> run(cell, shared)));
      for (int i = 0; i < cells.size(); i++) {
        finished.accept(outcomes.take().get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private CellOutcome run(SweepCell cell, SharedProgress shared) {
    ProgressSink part = shared.part();
    CellOutcome outcome = runner.run(cell, part);
    part.finished();
    return outcome;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "emu-sweep");
    thread.setDaemon(true);
    return thread;
  }
}
