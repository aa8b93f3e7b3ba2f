package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.Optional;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.machine.MachineSpec;

/** Searches everything that can happen to one strategy in one model. */
final class Searcher {

  private final MachineSpec spec;
  private final VerifyModel model;
  private final int nmis;
  private final Walker.Reduction reduction;
  private final SharedWords words;

  Searcher(MachineSpec spec, VerifyModel model, int nmis, Walker.Reduction reduction) {
    this.spec = spec;
    this.model = model;
    this.nmis = nmis;
    this.reduction = reduction;
    this.words = new SharedWords(spec.cpus());
    if (model.patchesText()) {
      words.textChanges();
    }
  }

  /** How far a search came. */
  interface Progress {

    /** {@return whether to go on} */
    boolean reached(long states, long transitions, int depth);
  }

  SearchResult search(long maxStates, Progress progress) {
    long transitions = 0;
    ExploredMachine machine = machine();
    while (true) {
      int root = machine.arena().mark();
      Walker walker = new Walker(machine, reduction, Walker.Listener.NONE);
      Search search = new Search(walker, progress);
      Explorer explorer =
          new Explorer(machine, words, walker, maxStates, search);
      search.explorer = explorer;
      Explorer.Outcome outcome = explorer.run();
      transitions += walker.transitions();
      if (outcome == Explorer.Outcome.LEARNED) {
        machine.arena().undoTo(root);
        machine = machine.hasSeenViolations() ? machine() : machine;
        continue;
      }
      if (!machine.hasRoomInTlbs()) {
        throw new IllegalStateException("a TLB is full; the search would not be complete");
      }
      SearchResult.Story story =
          outcome == Explorer.Outcome.VIOLATION
              ? story(shortest(explorer.path()), walker.violation())
              : SearchResult.Story.NONE;
      return new SearchResult(
          outcome, explorer.states(), walker.transitions(), explorer.maxDepth(), story);
    }
  }

  private ExploredMachine machine() {
    return new ExploredMachine(spec, model, nmis, words);
  }

  private int[] shortest(int[] known) {
    ExploredMachine machine = machine();
    Walker walker = new Walker(machine, reduction, Walker.Listener.NONE);
    return new ShortestPath(machine, walker).find(known.length).orElse(known);
  }

  private SearchResult.Story story(int[] path, Violation first) {
    ExploredMachine machine = machine();
    Storyteller teller = new Storyteller(machine, words);
    Walker walker = new Walker(machine, reduction, teller);
    Walker.Stop stop = Walker.Stop.STATE;
    for (int action : path) {
      stop = walker.take(action);
    }
    if (stop != Walker.Stop.VIOLATION) {
      throw new IllegalStateException("the way to the violation cannot be walked again: " + first);
    }
    return new SearchResult.Story(Optional.of(walker.violation()), List.copyOf(teller.steps()));
  }

  private static final class Search implements java.util.function.BooleanSupplier {

    private final Walker walker;
    private final Progress progress;
    private Explorer explorer;

    Search(Walker walker, Progress progress) {
      this.walker = walker;
      this.progress = progress;
    }

    @Override
    public boolean getAsBoolean() {
      return progress.reached(explorer.states(), walker.transitions(), explorer.maxDepth());
    }
  }
}
