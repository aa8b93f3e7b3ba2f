package org.emukernel.scenarios.verify;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.cli.ScenarioVerifier;
import org.emukernel.scenarios.config.VerifySettings;
import org.emukernel.scenarios.machine.MachineSpec;

/** Searches everything that can happen to one strategy in one model. */
final class Searcher {

  private static final long FIRST_STATES = 2000;

  private final MachineSpec spec;
  private final VerifyModel model;
  private final Budget budget;
  private final ScenarioVerifier.Options options;
  private final VerifySettings settings;
  private final VerifySettings.Progress wanted;
  private final Set<String> ignored;
  private final SharedWords words;

  Searcher(
      MachineSpec spec,
      VerifyModel model,
      VerifySettings settings,
      ScenarioVerifier.Options options) {
    this.settings = settings;
    this.wanted = settings.progress();
    this.ignored = settings.ignored();
    this.spec = spec;
    this.model = model;
    this.budget = Budget.of(settings);
    this.options = options;
    this.words = new SharedWords(spec.cpus());
    if (model.patchesText()) {
      words.textChanges();
    }
  }

  /*
   * Short searches, and the first passes, which learn most, are made by one thread. Which violation threads come to first is a matter of
   * luck: then one thread looks for its own, so that the same search tells the same story.
   */
  SearchResult search(long maxStates, ScenarioVerifier.Progress progress) {
    if (options.threads() == 1 || wanted == VerifySettings.Progress.REQUIRED) {
      return searchAlone(maxStates, progress);
    }
    SearchResult first = searchAlone(Math.min(maxStates, FIRST_STATES), progress);
    boolean goesOn =
        first.outcome() == Explorer.Outcome.BOUND
            && first.states() > FIRST_STATES
            && maxStates > FIRST_STATES;
    return goesOn ? searchTogether(maxStates, progress) : first;
  }

  private SearchResult searchTogether(long maxStates, ScenarioVerifier.Progress progress) {
    ParallelSearch.Result result = byThreads(maxStates, progress);
    if (result.outcome() == Explorer.Outcome.VIOLATION) {
      return new Searcher(spec, model, settings, options).searchAlone(maxStates, progress);
    }
    return new SearchResult(
        result.outcome(),
        result.states(),
        result.transitions(),
        result.maxDepth(),
        SearchResult.Story.NONE);
  }

  /* What threads come to, before anybody looks for the story of it. */
  private ParallelSearch.Result byThreads(long maxStates, ScenarioVerifier.Progress progress) {
    return new ParallelSearch(
            options.threads(),
            options.reduction(),
            limits(maxStates),
            progress,
            words,
            this::machine)
        .search(this::states);
  }

  private VisitedStates states() {
    return switch (options.identity()) {
      case HASH_64 -> new HashedStates(StateSet.Width.BITS_64);
      case HASH_128 -> new HashedStates(StateSet.Width.BITS_128);
      case WHOLE -> new WholeStates();
    };
  }

  private SearchResult searchAlone(long maxStates, ScenarioVerifier.Progress progress) {
    ExploredMachine machine = machine();
    while (true) {
      int root = machine.arena().mark();
      Walker walker = new Walker(machine, options.reduction(), Walker.Listener.NONE);
      Explorer explorer =
          new Explorer(
              machine, words, walker, limits(maxStates), progress, states(), Optional.empty());
      Explorer.Outcome outcome = run(explorer::run);
      if (outcome == Explorer.Outcome.LEARNED) {
        machine.arena().undoTo(root);
        machine = machine.hasSeenViolations() ? machine() : machine;
        continue;
      }
      SearchResult.Story story = SearchResult.Story.NONE;
      if (outcome == Explorer.Outcome.VIOLATION) {
        Way way = shortest(explorer.path());
        if (words.takeLearned()) {
          machine = machine();
          continue; // Steps that were taken for private on the way are not.
        }
        story = story(way, walker.violation());
      } else if (outcome == Explorer.Outcome.COMPLETE
          && wanted == VerifySettings.Progress.REQUIRED) {
        machine.arena().undoTo(root);
        ProgressSearch stuck = progressSearch(machine, maxStates, progress);
        outcome = run(stuck::run);
        if (outcome == Explorer.Outcome.LEARNED) {
          machine.arena().undoTo(root);
          continue;
        }
        story = outcome == Explorer.Outcome.VIOLATION ? story(stuck) : story;
      }
      return new SearchResult(
          outcome, explorer.states(), walker.transitions(), explorer.maxDepth(), story);
    }
  }

  /* The estimate of what growing arrays take is one; when memory is gone all the same, that is the bound. */
  private static Explorer.Outcome run(Supplier<Explorer.Outcome> search) {
    try {
      return search.get();
    } catch (OutOfMemoryError e) {
      return Explorer.Outcome.BOUND;
    }
  }

  private Explorer.Limits limits(long maxStates) {
    return new Explorer.Limits(maxStates, options.maxMemoryBytes());
  }

  int cpus() {
    return spec.cpus();
  }

  /** {@return what is known of the words that CPUs share} */
  SharedWords words() {
    return words;
  }

  /** {@return a machine in the first state, which knows the words that are shared} */
  ExploredMachine machine() {
    return machine(words);
  }

  /** {@return the same, which tells somebody else what it touches} */
  ExploredMachine machine(SharedWords told) {
    ExploredMachine machine = machineOfChoices(told);
    if (options.reduction() == ScenarioVerifier.Reduction.ON) {
      machine.fillAtOnce();
      machine.serializeUnnoticed();
      machine.lookAhead();
      leaveOutUnnoticedNmis(machine);
    }
    return machine;
  }

  /* An NMI may wake who could not get on otherwise, while one more may come. */
  private void leaveOutUnnoticedNmis(ExploredMachine machine) {
    if (wanted != VerifySettings.Progress.REQUIRED) {
      machine.leaveOutUnnoticedNmis();
    }
  }

  /**
   * {@return a machine whose hardware fills what it can, or does not, and which looks ahead for
   * nothing}
   */
  ExploredMachine machineOfChoices() {
    return machineOfChoices(words);
  }

  private ExploredMachine machineOfChoices(SharedWords told) {
    ExploredMachine machine = new ExploredMachine(spec, model, budget, told);
    if (options.reduction() == ScenarioVerifier.Reduction.OFF) {
      machine.fillEverywhere();
    }
    machine.ignore(ignored);
    if (options.identity() == ScenarioVerifier.Identity.HASH_128) {
      machine.arena().hashTwice();
    }
    return machine;
  }

  /** Choices, and the machine that has them. */
  private record Way(int[] actions, Supplier<ExploredMachine> machine) {}

  /*
   * A shortest way has none of the translations that the hardware makes in vain. Its search sees more than the one that ended here, and
   * so may learn; then neither way is one any more.
   */
  private Way shortest(int[] known) {
    ExploredMachine machine = machineOfChoices();
    Walker walker = new Walker(machine, options.reduction(), Walker.Listener.NONE);
    ShortestPath.Goal goal = (stop, action) -> stop == Walker.Stop.VIOLATION;
    return new ShortestPath(machine, walker, goal)
        .find(Integer.MAX_VALUE)
        .map(path -> new Way(path, this::machineOfChoices))
        .orElse(new Way(known, this::machine));
  }

  private ProgressSearch progressSearch(
      ExploredMachine machine, long maxStates, ScenarioVerifier.Progress progress) {
    Walker walker = new Walker(machine, options.reduction(), Walker.Listener.NONE);
    return new ProgressSearch(machine, words, walker, limits(maxStates), progress);
  }

  /* The way to where a CPU is stuck, and what it is stuck in. */
  private SearchResult.Story story(ProgressSearch search) {
    int[] path = shortest(search);
    ExploredMachine machine = machine();
    WaitingStores waiting = new WaitingStores();
    machine.observe(waiting::noting);
    FlatPath flat = new FlatPath();
    Walker walker = new Walker(machine, options.reduction(), flat);
    Walker.Stop stop = Walker.Stop.STATE;
    for (int action : path) {
      stop = walker.take(action);
    }
    int stuck = search.stuck(machine, stop, path[path.length - 1]);
    Violation violation = new StuckCpus(machine, stuck).violation();
    Replay replay = new Replay(spec, model, budget, waiting);
    replay.ignore(ignored);
    flat.actions().forEach(replay::take);
    return new SearchResult.Story(Optional.of(violation), replay.steps(), replay.schedule());
  }

  private int[] shortest(ProgressSearch search) {
    ExploredMachine machine = machine();
    Walker walker = new Walker(machine, options.reduction(), Walker.Listener.NONE);
    ShortestPath.Goal goal = (stop, action) -> search.isStuck(machine, stop, action);
    int[] known = search.path();
    return new ShortestPath(machine, walker, goal).find(known.length).orElse(known);
  }

  /* A walk makes many steps that are no choices of a search. They are told by who knows nothing of the search. */
  private SearchResult.Story story(Way way, Violation first) {
    ExploredMachine machine = way.machine().get();
    WaitingStores waiting = new WaitingStores();
    machine.observe(waiting::noting);
    FlatPath flat = new FlatPath();
    Walker walker = new Walker(machine, options.reduction(), flat);
    Walker.Stop stop = Walker.Stop.STATE;
    for (int action : way.actions()) {
      stop = walker.take(action);
    }
    if (stop != Walker.Stop.VIOLATION) {
      throw new IllegalStateException("the way to the violation cannot be walked again: " + first);
    }
    Replay replay = new Replay(spec, model, budget, waiting);
    replay.ignore(ignored);
    flat.actions().forEach(replay::take);
    if (!replay.shows(walker.violation())) {
      throw new IllegalStateException(
          "found " + walker.violation() + ", replayed " + replay.violation());
    }
    return new SearchResult.Story(replay.violation(), replay.steps(), replay.schedule());
  }
}
