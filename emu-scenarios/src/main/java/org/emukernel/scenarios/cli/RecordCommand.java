package org.emukernel.scenarios.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.scenarios.report.ReplayJson;
import org.emukernel.scenarios.report.ReplayReport;
import org.emukernel.scenarios.report.ReplayText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code emu record}: how to record the interference of this machine, and what comes of it. */
@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = {
      "Prints the command line of trace-cmd that records who interrupts this machine's isolated CPUs.",
      "With --run it is run (as root), and the recording replayed under every strategy."
    })
final class RecordCommand implements Callable<Integer> {

  private final Services services;
  private final Console console;

  @Option(
      names = "--isolated",
      paramLabel = "CPULIST",
      description =
          "The CPUs that count as isolated, such as 1 or 10-35; by default those of"
              + " /sys/devices/system/cpu/isolated and nohz_full.")
  private @Nullable String isolated;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "trace.dat",
      description = "Where trace-cmd writes the recording; ${DEFAULT-VALUE} by default.")
  private String out = "";

  @Option(
      names = "--run",
      paramLabel = "TIME",
      description = "Record for so long, such as 30s or 5m, and replay the recording.")
  private @Nullable String time;

  @Option(
      names = "--trace-cmd",
      paramLabel = "PROGRAM",
      defaultValue = "trace-cmd",
      description = "The trace-cmd to run; by default the one on the path.")
  private String program = "";

  @Option(names = "--json", description = "With --run, print the replay as one JSON object.")
  private boolean json;

  RecordCommand(Services services, Console console) {
    this.services = services;
    this.console = console;
  }

  @Override
  public Integer call() throws BadInputException {
    CpuMask cpus = cpus();
    List<String> words = new ArrayList<>(TraceCmdLine.of(cpus, out));
    words.set(0, program);
    if (time == null) {
      if (json) {
        throw new BadInputException("--json: found no --run, expected --run TIME");
      }
      console.result(TraceCmdLine.shown(words));
    } else {
      recordAndReplay(words, duration(time), cpus);
    }
    return ExitStatus.FINE.code();
  }

  private CpuMask cpus() throws BadInputException {
    Optional<CpuMask> named = OptionValue.cpus("--isolated", isolated);
    CpuMask cpus =
        named.isPresent()
            ? named.get()
            : new IsolatedHere(Path.of("/sys/devices/system/cpu")).find();
    if (cpus.isEmpty()) {
      throw new BadInputException("--isolated: found no CPU, expected at least one");
    }
    return cpus;
  }

  private static Duration duration(String text) throws BadInputException {
    Duration duration = OptionValue.time("--run", text, "30s or 5m");
    if (duration.toMillis() <= 0) {
      throw new BadInputException("--run: found \"" + text + "\", expected 1 ms or more");
    }
    return duration;
  }

  private void recordAndReplay(List<String> words, Duration time, CpuMask cpus)
      throws BadInputException {
    TraceCmd.record(words, time, console::message);
    Path recording = Path.of(out);
    RecordingReplay replay = new RecordingReplay(services, console);
    ReplayReport report =
        replay.replay(recording, Optional.of(cpus), replay.allStrategies(), call -> {});
    console.result(json ? ReplayJson.of(report) : ReplayText.of(report));
    report.notes().forEach(note -> console.message(recording + ": " + note));
  }
}
