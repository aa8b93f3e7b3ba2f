package org.emukernel.scenarios.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.emukernel.api.verdict.Verdict;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.config.VerifyScenario;
import org.emukernel.scenarios.page.Asked;
import org.emukernel.scenarios.page.VerifyPage;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.VerifyJson;
import org.emukernel.scenarios.report.VerifyReport;
import org.emukernel.scenarios.report.VerifyTables;
import org.emukernel.scenarios.report.VerifyText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code emu verify}: everything that can happen in a scenario under one strategy. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = {
      "Searches everything that can happen in a scenario under one strategy.",
      "Exit status 0: it holds, every state was visited; 1: violated, with the way there;"
          + " 3: a bound was reached first."
    })
final class VerifyCommand implements Callable<Integer> {

  private static final long STOP_SECONDS = 10;
  private static final int MAX_THREADS = 256;
  private static final long MAX_MIB = 1L << 30;

  private final Services services;
  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "SCENARIO|FILE.conf",
      description = "A pack (emu list packs) or a HOCON file; emu.verify says what is explored.")
  private @Nullable String scenario;

  @Option(
      names = "--all",
      description =
          "Search every pack under every strategy and switch of the file of verdicts beside it."
              + " Exit status 1: one came to another verdict than is written there.")
  private boolean all;

  @Option(names = "--table", description = "With --all: print docs/VERDICTS.md.")
  private boolean table;

  @ParentCommand private EmuCommand emu = new EmuCommand();

  @Mixin private ScenarioOptions options = new ScenarioOptions();

  @Option(
      names = "--max-states",
      paramLabel = "N",
      description = "Give up after so many states: emu.verify.max-states.")
  private @Nullable String maxStates;

  @Option(
      names = "--max-memory",
      paramLabel = "MIB",
      defaultValue = "0",
      description = "Give up when the states take so many MiB; default: half of the JVM's heap.")
  private long maxMemory;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Search with so many threads; the verdict is the same.")
  private int threads;

  @Option(names = "--hash-128", description = "Keep 128 bits of each state, not 64.")
  private boolean hash128;

  @Option(names = "--exact", description = "Keep whole states, so that none is taken for another.")
  private boolean exact;

  @Option(
      names = "--no-reduction",
      description = "Let every step be a choice, also those that nobody could notice.")
  private boolean noReduction;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the counterexample as a scenario: emu run FILE replays it.")
  private @Nullable Path out;

  @Mixin private ResultFiles files = new ResultFiles();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  VerifyCommand(Services services, Console console) {
    this.services = services;
    this.console = console;
  }

  @Override
  public Integer call() throws BadScenarioException, BadInputException {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new BadInputException("--threads: found " + threads + ", expected 1 to " + MAX_THREADS);
    }
    if (maxMemory < 0 || maxMemory > MAX_MIB) {
      throw new BadInputException(
          "--max-memory: found %d, expected 1 to %d MiB, or 0 for half of the JVM's heap"
              .formatted(maxMemory, MAX_MIB));
    }
    if (all) {
      requireNothingElse();
      AllVerdicts.Form form = table ? AllVerdicts.Form.TABLE : AllVerdicts.Form.LINES;
      files.requireWritable();
      return new AllVerdicts(services, console).run(this::search, form, files).code();
    }
    if (table) {
      throw new BadInputException("found --table without --all, expected both");
    }
    if (scenario == null) {
      throw new BadInputException(
          "found no scenario, expected a pack, a HOCON file or --all; see emu verify --help");
    }
    return verify(scenario);
  }

  /* A row of a file of verdicts says everything itself. */
  private void requireNothingElse() throws BadInputException {
    Map<String, Boolean> given = new LinkedHashMap<>();
    given.put(String.valueOf(scenario), scenario != null);
    given.put("--out", out != null);
    given.put("--json", json);
    given.put("--report", files.hasPage());
    given.put("--max-states", maxStates != null);
    given.put("--strategy, --set or --seed", options.isGiven());
    for (Map.Entry<String, Boolean> each : given.entrySet()) {
      if (each.getValue()) {
        throw new BadInputException(
            "found --all with " + each.getKey() + ", expected --all alone or with --table");
      }
    }
  }

  private int verify(String pack) throws BadScenarioException, BadInputException {
    List<SettingOverride> overrides = options.overrides();
    if (maxStates != null) {
      overrides.add(SettingOverride.option("--max-states", "verify.max-states", maxStates));
    }
    Optional<CounterexampleFile> file = Optional.ofNullable(out).map(CounterexampleFile::new);
    if (file.isPresent()) {
      file.get().requireWritable();
    }
    files.requireWritable();
    VerifyScenario loaded = services.scenarios().loadAll(pack, overrides);
    OneStrategy.require(services, loaded);
    long startNs = System.nanoTime();
    VerifyReport report = search(loaded);
    console.result(json ? VerifyJson.of(report) : VerifyText.of(report));
    double seconds = (System.nanoTime() - startNs) / 1e9;
    console.message(
        String.format(
            Locale.ROOT,
            "%.1f s of wall time, %.2f M transitions/s; %s",
            seconds,
            report.transitions() / seconds / 1e6,
            VerifyText.collisions(report)));
    String again = "emu verify " + ShellWord.of(pack) + again(loaded);
    String text = services.scenarios().text(loaded, pack, overrides);
    files.writePage(() -> VerifyPage.of(report, new Asked(again, Optional.of(text), List.of())));
    files.writeTables(() -> VerifyTables.of(report));
    if (file.isPresent()) {
      console.message(file.get().write(report, again, text));
    } else if (report.verdict() == Verdict.VIOLATED) {
      console.message("again: " + again);
    }
    return ExitStatus.of(report.verdict()).code();
  }

  private String again(VerifyScenario loaded) {
    String line = options.again(loaded.settings().seed()) + emu.again();
    return maxStates == null ? line : line + " --max-states " + ShellWord.of(maxStates);
  }

  private VerifyReport search(VerifyScenario loaded) {
    AtomicBoolean stopped = new AtomicBoolean();
    CountDownLatch done = new CountDownLatch(1);
    Thread hook = new Thread(() -> stop(stopped, done), "stop-search");
    Runtime.getRuntime().addShutdownHook(hook);
    ProgressSink sink = Progress.forTerminal(console);
    sink.started("states", loaded.verify().maxStates());
    long startNs = System.nanoTime();
    try {
      return services
          .verifier()
          .verify(
              loaded,
              searchOptions(),
              (states, transitions, depth) -> {
                sink.reached(states);
                sink.note(note(transitions, depth, startNs));
                return !stopped.get();
              });
    } finally {
      sink.finished();
      done.countDown();
      remove(hook);
    }
  }

  private static String note(long transitions, int depth, long startNs) {
    Runtime jvm = Runtime.getRuntime();
    double seconds = (System.nanoTime() - startNs) / 1e9;
    return String.format(
        Locale.ROOT,
        "%.2f M transitions/s, depth %d, %d MiB",
        transitions / seconds / 1e6,
        depth,
        jvm.totalMemory() - jvm.freeMemory() >> 20);
  }

  private ScenarioVerifier.Options searchOptions() {
    long bytes = maxMemory > 0 ? maxMemory << 20 : Runtime.getRuntime().maxMemory() / 2;
    return new ScenarioVerifier.Options(
        noReduction ? ScenarioVerifier.Reduction.OFF : ScenarioVerifier.Reduction.ON,
        bytes,
        threads,
        identity());
  }

  private ScenarioVerifier.Identity identity() {
    if (exact) {
      return ScenarioVerifier.Identity.WHOLE;
    }
    return hash128 ? ScenarioVerifier.Identity.HASH_128 : ScenarioVerifier.Identity.HASH_64;
  }

  /* Ctrl-C: the search ends at its next question, and what it found is printed before the JVM goes. */
  private static void stop(AtomicBoolean stopped, CountDownLatch done) {
    stopped.set(true);
    try {
      if (done.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        Thread.sleep(TimeUnit.SECONDS.toMillis(1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going already, by this very hook.
    }
  }
}
