package org.emukernel.scenarios.verify;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.emukernel.api.verdict.Verdict;
import org.emukernel.scenarios.cli.ScenarioVerifier;
import org.emukernel.scenarios.cli.ScenarioVerifier.Identity;
import org.emukernel.scenarios.cli.ScenarioVerifier.Options;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.config.VerifyScenario;
import org.emukernel.scenarios.report.VerifyReport;
import org.emukernel.scenarios.wiring.EmuModule;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Wall time of a whole search of {@code getpid-vs-flush} without NMIs under {@code cr3-signal} in a
 * warm JVM, by the number of its threads: all passes, from the machine's boot to the verdict.
 *
 * <p>{@code mvn -B -ntp -Pjmh -pl emu-scenarios -am process-test-classes
 * -Djmh.scenarios=SearchThreadsBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2)
@Measurement(iterations = 3)
public class SearchThreadsBenchmark {

  private static final long MEMORY = 1L << 30;

  /** How many threads search. */
  @Param({"1", "2"})
  public int threads;

  private ScenarioVerifier verifier;
  private VerifyScenario scenario;

  /** Reads the scenario. */
  @Setup
  public void load() throws BadScenarioException {
    Injector injector = Guice.createInjector(new EmuModule());
    verifier = injector.getInstance(ScenarioVerifier.class);
    scenario =
        injector
            .getInstance(ScenarioLoader.class)
            .loadAll(
                "getpid-vs-flush",
                List.of(
                    SettingOverride.option("benchmark", "strategies", "cr3-signal"),
                    SettingOverride.option("benchmark", "verify.nmis", "0")));
  }

  /** One search. */
  @Benchmark
  public Verdict search() {
    VerifyReport report =
        verifier.verify(
            scenario,
            new Options(Reduction.ON, MEMORY, threads, Identity.HASH_64),
            (states, transitions, depth) -> true);
    if (report.verdict() != Verdict.HOLDS) {
      throw new IllegalStateException("found " + report.verdict() + ", expected holds");
    }
    return report.verdict();
  }
}
