package org.emukernel.scenarios.cli;

import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.emukernel.api.spi.CpuArchitectureProvider;

/**
 * Prepares for a command's machines while its command line and scenario are read, on a thread of
 * its own. Nobody makes a machine before that has ended: classes that need each other would
 * otherwise be initialised by two threads, which may wait for each other for ever.
 */
final class HeadStart {

  private static final Set<String> WITH_MACHINES = Set.of("run", "verify");

  private final FutureTask<?> task;

  private HeadStart(Runnable preparation) {
    task = new FutureTask<>(preparation, null);
  }

  /** Begins, if the command line is one that makes a machine. */
  static HeadStart of(String... args) {
    return of(HeadStart::prepare, args);
  }

  /** Begins a preparation, if the command line is one that makes a machine. */
  static HeadStart of(Runnable preparation, String... args) {
    HeadStart start = new HeadStart(preparation);
    if (args.length > 0 && WITH_MACHINES.contains(args[0])) {
      Thread thread = new Thread(start.task, "head-start");
      thread.setDaemon(true);
      thread.start();
    } else {
      start.task.cancel(false);
    }
    return start;
  }

  private static void prepare() {
    ClassLoader own = HeadStart.class.getClassLoader();
    for (CpuArchitectureProvider each : ServiceLoader.load(CpuArchitectureProvider.class, own)) {
      each.prepare();
    }
  }

  /** Waits until everything is prepared. */
  void await() {
    if (task.isCancelled()) {
      return;
    }
    try {
      task.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "the machines' architecture cannot be prepared", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
