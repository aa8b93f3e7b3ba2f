package org.emukernel.scenarios.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.emukernel.scenarios.report.HdrLog;
import org.emukernel.scenarios.sim.Latencies;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that has a run's times written as histograms. */
final class HdrOption {

  private static final String NAME = "--hdr";

  @Option(
      names = NAME,
      paramLabel = "FILE.hlog",
      description =
          "Write histograms of times as a log of HdrHistogram, tagged by strategy: between IPIs to"
              + " each isolated CPU, in the kernel, waiting for acknowledgements, until deferred"
              + " work is made good.")
  private @Nullable Path file;

  boolean isGiven() {
    return file != null;
  }

  private Optional<OutputFile> log() {
    return Optional.ofNullable(file).map(path -> new OutputFile(NAME, path));
  }

  /**
   * Says before long work what would be said after it.
   *
   * @throws BadInputException if the file cannot be written
   */
  void requireWritable() throws BadInputException {
    if (log().isPresent()) {
      log().get().requireWritable();
    }
  }

  /** Refuses to measure what is no run of a scenario. */
  void requireNone() throws BadInputException {
    if (isGiven()) {
      throw new BadInputException(
          "--hdr: found a counterexample, expected a scenario without emu.schedule");
    }
  }

  /** Writes the log if one is asked for. */
  void write(Latencies latencies, String comment, long virtualNs) throws BadInputException {
    if (log().isPresent()) {
      log().get().write(HdrLog.of(comment, virtualNs / 1e9, latencies.histograms()));
    }
  }
}
