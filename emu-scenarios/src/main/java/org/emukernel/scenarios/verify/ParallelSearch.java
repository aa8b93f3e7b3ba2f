package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import org.emukernel.scenarios.cli.ScenarioVerifier;

/**
 * A search by several threads: each has a machine of its own, and all have one set of visited
 * states. Each state is gone on from once, by whoever comes to it first; so the number of states
 * and of transitions of a complete search is that of one thread.
 */
final class ParallelSearch {

  private final int threads;
  private final ScenarioVerifier.Reduction reduction;
  private final Explorer.Limits limits;
  private final ScenarioVerifier.Progress progress;
  private final Function<SharedWords, ExploredMachine> machines;
  private final SharedWords words;
  private final List<Worker> workers = new ArrayList<>();

  /** What a search by threads comes to. */
  record Result(Explorer.Outcome outcome, long states, long transitions, int maxDepth) {}

  /** One thread's own. */
  private static final class Worker {

    private final SharedWords words;
    private final Grapevine grapevine;
    private ExploredMachine machine;
    private int root;
    private volatile long transitions;
    private volatile int maxDepth;

    Worker(SharedWords words, ExploredMachine machine) {
      this.words = words;
      this.grapevine = new Grapevine(words);
      this.machine = machine;
      this.root = machine.arena().mark();
    }
  }

  /**
   * Makes a search.
   *
   * @param words learned so far, and what is learned here
   * @param machines makes a machine in the first state that tells what it touches
   */
  ParallelSearch(
      int threads,
      ScenarioVerifier.Reduction reduction,
      Explorer.Limits limits,
      ScenarioVerifier.Progress progress,
      SharedWords words,
      Function<SharedWords, ExploredMachine> machines) {
    this.threads = threads;
    this.reduction = reduction;
    this.limits = limits;
    this.progress = progress;
    this.words = words;
    this.machines = machines;
    for (int i = 0; i < threads; i++) {
      SharedWords own = words.copy();
      workers.add(new Worker(own, machines.apply(own)));
    }
    Grapevine.join(workers.stream().map(worker -> worker.grapevine).toList());
  }

  /** Searches until nothing new is learned. */
  Result search(Supplier<VisitedStates> sets) {
    while (true) {
      VisitedStates visited = sets.get();
      Explorer.Outcome outcome = pass(visited);
      workers.forEach(worker -> words.addAll(worker.words));
      boolean learned = words.takeLearned() || werePartsWrong();
      if (outcome == Explorer.Outcome.LEARNED || outcome == Explorer.Outcome.COMPLETE && learned) {
        workers.forEach(this::beginAgain);
        continue;
      }
      return new Result(
          outcome,
          visited.size(),
          workers.stream().mapToLong(worker -> worker.transitions).sum(),
          workers.stream().mapToInt(worker -> worker.maxDepth).max().orElse(0));
    }
  }

  /* What one has concluded, another may have found out to be wrong. */
  private boolean werePartsWrong() {
    boolean wrong = false;
    for (Worker worker : workers) {
      worker.words.addAll(words);
      wrong |= worker.machine.wasWrong();
    }
    return wrong;
  }

  private void beginAgain(Worker worker) {
    worker.words.addAll(words);
    worker.words.takeLearned();
    if (worker.machine.hasSeenViolations()) {
      worker.machine = machines.apply(worker.words);
      worker.root = worker.machine.arena().mark();
    } else {
      worker.machine.arena().undoTo(worker.root);
    }
  }

  private Explorer.Outcome pass(VisitedStates visited) {
    Exchange exchange = new Exchange(threads);
    workers.forEach(worker -> worker.grapevine.forget());
    List<Callable<Explorer.Outcome>> calls = new ArrayList<>();
    workers.forEach(worker -> calls.add(() -> work(worker, visited, exchange)));
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      return worst(executor.invokeAll(calls));
    } catch (InterruptedException e) {
      exchange.end();
      Thread.currentThread().interrupt();
      return Explorer.Outcome.BOUND;
    } finally {
      executor.shutdown();
    }
  }

  private static Explorer.Outcome worst(List<Future<Explorer.Outcome>> futures)
      throws InterruptedException {
    List<Explorer.Outcome> outcomes = new ArrayList<>();
    for (Future<Explorer.Outcome> future : futures) {
      try {
        outcomes.add(future.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
    for (Explorer.Outcome outcome :
        List.of(Explorer.Outcome.LEARNED, Explorer.Outcome.VIOLATION, Explorer.Outcome.BOUND)) {
      if (outcomes.contains(outcome)) {
        return outcome;
      }
    }
    return Explorer.Outcome.COMPLETE;
  }

  private Explorer.Outcome work(Worker worker, VisitedStates visited, Exchange exchange)
      throws InterruptedException {
    Walker walker = new Walker(worker.machine, reduction, Walker.Listener.NONE);
    Explorer explorer =
        new Explorer(
            worker.machine,
            worker.words,
            walker,
            limits,
            (states, transitions, depth) -> goesOn(worker, states, transitions, depth),
            visited,
            Optional.of(new Explorer.Partners(exchange, worker.grapevine)));
    worker.grapevine.open();
    try {
      return explorer.work();
    } catch (OutOfMemoryError e) {
      return Explorer.Outcome.BOUND;
    } finally {
      exchange.end();
      worker.grapevine.close();
      worker.transitions = walker.transitions();
      worker.maxDepth = explorer.maxDepth();
    }
  }

  private synchronized boolean goesOn(Worker worker, long states, long transitions, int depth) {
    worker.transitions = transitions;
    worker.maxDepth = depth;
    return progress.reached(
        states,
        workers.stream().mapToLong(each -> each.transitions).sum(),
        workers.stream().mapToInt(each -> each.maxDepth).max().orElse(0));
  }
}
