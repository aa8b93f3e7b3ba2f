package org.emukernel.scenarios.redrive;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.redrive.SyntheticRecording.Form;
import org.emukernel.scenarios.redrive.SyntheticRecording.Pattern;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.ReplayReport;
import org.emukernel.scenarios.wiring.EmuModule;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Events per microsecond of a whole replay under two strategies: reading, attributing, booting two
 * machines, and doing every call again on both, in two threads.
 *
 * <p>{@code mvn -B -ntp -Pjmh -pl emu-scenarios -am process-test-classes
 * -Djmh.scenarios=ReplayBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReplayBenchmark {

  private static final int EVENTS = 1_000_000;
  private static final String STRATEGIES = "[immediate, cr3-signal]";

  /** Whether the recording repeats itself. */
  @Param({"REPEATING", "MIXED"})
  public String pattern;

  /** CPUs of the recording. */
  @Param({"2", "6", "36"})
  public int cpus;

  private StrategyReplayer replayer;
  private List<StrategySettings> strategies = List.of();
  private Path recording;

  /** Writes the recording. */
  @Setup
  public void write() throws IOException {
    Injector injector = Guice.createInjector(new EmuModule());
    replayer = injector.getInstance(StrategyReplayer.class);
    strategies = TestStrategies.of(injector, STRATEGIES);
    recording = Files.createTempFile("replay-benchmark", ".txt");
    SyntheticRecording.write(recording, cpus, Pattern.valueOf(pattern), Form.TRACEFS, 1, EVENTS);
  }

  /** Deletes it. */
  @TearDown
  public void delete() throws IOException {
    Files.delete(recording);
  }

  /** Events. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public ReplayReport replay(ProcessCpuShare share) throws IOException {
    return replayer.replay(
        recording, Optional.of(SyntheticRecording.isolated(cpus)), strategies, ProgressSink.NONE);
  }
}
