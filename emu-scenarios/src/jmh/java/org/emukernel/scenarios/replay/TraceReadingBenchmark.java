package org.emukernel.scenarios.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.emukernel.scenarios.trace.Recordings;
import org.emukernel.scenarios.trace.TracefsTextFormat;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Events per microsecond of a recording with call stacks that is decompressed, read and attributed
 * to causes, again and again.
 *
 * <p>{@code mvn -B -ntp -Pjmh -pl emu-scenarios -am process-test-classes
 * -Djmh.scenarios=TraceReadingBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TraceReadingBenchmark {

  private static final int EVENTS = 7938;
  private static final Path RECORDING =
      Path.of("..", "docs", "examples", "ipi-2cpu.tracefs.txt.gz");

  private final Recordings recordings = new Recordings(List.of(new TracefsTextFormat()));
  private final Attributor attributor = new Attributor(CauseRules.standard());

  /** Events. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long attribute() throws IOException {
    long events = attributor.attribute(recordings.open(RECORDING), Optional.empty()).events();
    if (events != EVENTS) {
      throw new IllegalStateException(events + " events");
    }
    return events;
  }
}
