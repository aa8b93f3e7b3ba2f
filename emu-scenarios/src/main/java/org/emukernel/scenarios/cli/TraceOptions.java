package org.emukernel.scenarios.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.tracer.TraceFileFormat;
import org.emukernel.scenarios.tracer.TraceFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that have a run recorded. */
final class TraceOptions {

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "Record the run as the kernel's tracer would: .txt or .trace as the text of tracefs,"
              + " .dat as trace-cmd's trace.dat, .perfetto-trace or .pftrace for Perfetto."
              + " With several strategies each has a file, FILE with its name before the"
              + " ending.")
  private @Nullable Path file;

  @Option(
      names = "--trace-format",
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "The form of the recording, whatever its name: ${COMPLETION-CANDIDATES}.")
  private @Nullable String format;

  /** What completion offers. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Names() {
      super(TraceFileFormat.keys());
    }
  }

  /**
   * {@return the recordings of a scenario's runs, if they are wanted}
   *
   * @throws BadInputException if they cannot be
   */
  Optional<TraceFiles> files(ScenarioSettings settings) throws BadInputException {
    Path wanted = file;
    if (wanted == null) {
      if (format != null) {
        throw new BadInputException("--trace-format: found no --trace, expected --trace FILE");
      }
      return Optional.empty();
    }
    TraceFileFormat form = formOf(wanted);
    if (Files.exists(wanted) && !Files.isRegularFile(wanted)) {
      throw new BadInputException(
          "--trace " + wanted + ": found something that is no file, expected a file or none");
    }
    if (settings.points().size() > 1) {
      throw new BadInputException(
          "--trace: found %d points of emu.sweep, expected one"
              .formatted(settings.points().size()));
    }
    TraceFiles.Naming naming =
        settings.strategies().size() == 1
            ? TraceFiles.Naming.AS_GIVEN
            : TraceFiles.Naming.BY_STRATEGY;
    return Optional.of(new TraceFiles(wanted, form, naming));
  }

  private TraceFileFormat formOf(Path wanted) throws BadInputException {
    String named = format;
    if (named != null) {
      return TraceFileFormat.named(named)
          .orElseThrow(
              () ->
                  new BadInputException(
                      "--trace-format: " + Expected.oneOf(named, TraceFileFormat.keys())));
    }
    return TraceFileFormat.of(wanted)
        .orElseThrow(
            () ->
                new BadInputException(
                    "--trace "
                        + wanted
                        + ": found no ending that names its form, expected "
                        + TraceFileFormat.allEndings()
                        + ", or --trace-format"));
  }

  /** Refuses to record what is no run of a scenario. */
  void requireNone() throws BadInputException {
    if (file != null || format != null) {
      throw new BadInputException(
          "--trace: found a counterexample, expected a scenario without emu.schedule");
    }
  }

  /** {@return what messages say the recording is} */
  String place() {
    return "--trace " + file;
  }
}
