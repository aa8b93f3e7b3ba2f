package org.emukernel.scenarios.verify;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.emukernel.api.verdict.Verdict;
import org.emukernel.scenarios.cli.ScenarioVerifier;
import org.emukernel.scenarios.cli.ScenarioVerifier.Options;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.config.VerifyScenario;
import org.emukernel.scenarios.redrive.ProcessCpuShare;
import org.emukernel.scenarios.report.VerifyReport;
import org.emukernel.scenarios.wiring.EmuModule;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * Whole searches of {@code tlb-vunmap} without NMIs, by one thread, from the machine's boot to the
 * verdict: every operation is what {@code emu verify} does behind the scenario's text. {@code
 * transitions} are those that the report states, of the last pass; earlier passes cost time and
 * count nothing. {@code transitions} divided by {@code cpu} is millions of transitions per
 * CPU-second of the whole process, collector and compiler included.
 *
 * <p>{@code mvn -B -ntp -Pjmh -pl emu-scenarios -am process-test-classes
 * -Djmh.scenarios=SearchBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 10)
@Measurement(iterations = 5, time = 5)
public class SearchBenchmark {

  private static final long MEMORY = 1L << 30;

  /** Which machine is searched. */
  @Param public Size size;

  private ScenarioVerifier verifier;
  private VerifyScenario scenario;

  /** How many isolated CPUs there are, and how much each CPU's store buffer holds. */
  public enum Size {
    /** With the pack's store buffers. */
    TWO_ISOLATED(List.of("isolated-cpus=2")),
    /** Stores go to memory at once. */
    THREE_ISOLATED_NO_BUFFER(List.of("isolated-cpus=3", "store-buffer=0"));

    private final List<String> settings;

    Size(List<String> settings) {
      this.settings = settings;
    }

    private List<SettingOverride> overrides() {
      List<SettingOverride> overrides = new ArrayList<>();
      overrides.add(SettingOverride.option("benchmark", "verify.nmis", "0"));
      for (String setting : settings) {
        String[] parts = setting.split("=", 2);
        overrides.add(SettingOverride.option("benchmark", "verify." + parts[0], parts[1]));
      }
      return overrides;
    }
  }

  /** Transitions of the searches that an iteration made. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {

    /** Of their reports. */
    public long transitions;
  }

  /** Reads the scenario. */
  @Setup
  public void load() throws BadScenarioException {
    Injector injector = Guice.createInjector(new EmuModule());
    verifier = injector.getInstance(ScenarioVerifier.class);
    scenario = injector.getInstance(ScenarioLoader.class).loadAll("tlb-vunmap", size.overrides());
  }

  /** One search. */
  @Benchmark
  public Verdict search(Work work, ProcessCpuShare share) {
    VerifyReport report =
        verifier.verify(
            scenario, new Options(Reduction.ON, MEMORY), (states, transitions, depth) -> true);
    if (report.verdict() != Verdict.HOLDS) {
      throw new IllegalStateException("found " + report.verdict() + ", expected holds");
    }
    work.transitions += report.transitions();
    return report.verdict();
  }
}
