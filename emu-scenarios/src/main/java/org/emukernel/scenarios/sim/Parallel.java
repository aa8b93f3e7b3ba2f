package org.emukernel.scenarios.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs independent tasks at once and gives their results in the tasks' order. */
public final class Parallel {

  private Parallel() {}

  /** A task that throws nothing checked. */
  @FunctionalInterface
  public interface Task<T> {

    /** {@return its result} */
    T run();
  }

  /** {@return the results in the order of the tasks} Throws what the first failing task threw. */
  public static <T> List<T> all(List<Task<T>> tasks) {
    try (Started<T> started = start(tasks)) {
      return started.results();
    }
  }

  /** {@return tasks that run from now on} */
  public static <T> Started<T> start(List<Task<T>> tasks) {
    int threads = Math.min(tasks.size(), Runtime.getRuntime().availableProcessors());
    ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, threads), Parallel::daemon);
    List<Future<T>> futures = new ArrayList<>();
    tasks.forEach(task -> futures.add(pool.submit(task::run)));
    return new Started<>(pool, futures);
  }

  /** Tasks that run. Closing it interrupts those that still do. */
  public static final class Started<T> implements AutoCloseable {

    private final ExecutorService pool;
    private final List<Future<T>> futures;

    private Started(ExecutorService pool, List<Future<T>> futures) {
      this.pool = pool;
      this.futures = futures;
    }

    /** {@return the results in the order of the tasks} Throws what the first failing task threw. */
    public List<T> results() {
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(get(future));
      }
      return results;
    }

    @Override
    public void close() {
      pool.shutdownNow();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "emu-run");
    thread.setDaemon(true);
    return thread;
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
