package org.emukernel.scenarios.redrive;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.scenarios.cli.RecordingReplayer;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.redrive.StrategyRedrive.Repetitions;
import org.emukernel.scenarios.replay.Attribution;
import org.emukernel.scenarios.replay.Attributor;
import org.emukernel.scenarios.replay.CauseCount;
import org.emukernel.scenarios.replay.CauseRules;
import org.emukernel.scenarios.replay.RecordedCall;
import org.emukernel.scenarios.replay.RecordedCalls;
import org.emukernel.scenarios.replay.StrategyOutcome;
import org.emukernel.scenarios.report.AttributionReport;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.ReplayReport;
import org.emukernel.scenarios.trace.Recording;
import org.emukernel.scenarios.trace.Recordings;

/**
 * Attributes a recording, and does its calls again on a machine for each strategy. Where the
 * isolated CPUs are given and the recording says at its beginning how many CPUs there are, both go
 * on at once.
 */
public final class StrategyReplayer implements RecordingReplayer {

  private final Recordings recordings;
  private final CauseRules rules;
  private final ReplayMachines machines;
  private final Repetitions repetitions;
  private final long logWords;

  /** Makes a replayer. */
  @Inject
  public StrategyReplayer(Recordings recordings, CauseRules rules, ReplayMachines machines) {
    this(recordings, rules, machines, Repetitions.ANSWERED, CallLog.WORDS);
  }

  StrategyReplayer(
      Recordings recordings,
      CauseRules rules,
      ReplayMachines machines,
      Repetitions repetitions,
      long logWords) {
    this.recordings = recordings;
    this.rules = rules;
    this.machines = machines;
    this.repetitions = repetitions;
    this.logWords = logWords;
  }

  @Override
  public ReplayReport replay(
      Path recording,
      Optional<CpuMask> isolated,
      List<StrategySettings> strategies,
      Consumer<RecordedCall> listener,
      ProgressSink progress)
      throws IOException {
    CallLog log = new CallLog(logWords, skipped -> readAgain(recording, skipped));
    ReplayProgress shown = new ReplayProgress(progress, strategies.size());
    try (Redrives redrives = new Redrives(machines, strategies, log, repetitions, shown)) {
      Recording opened = recordings.open(recording, shown.reading());
      Attribution attribution = attribute(opened, isolated, listener, log, redrives);
      redrives.begin(attribution.cpus(), attribution.isolated().cpus());
      return report(attribution, strategies, redrives.results());
    }
  }

  private CallSource readAgain(Path recording, long skipped) throws IOException {
    ReadCalls calls =
        new ReadCalls(
            new RecordedCalls(recordings.open(recording, ProgressSink.NONE).reader(), rules));
    calls.skip(skipped);
    return calls;
  }

  private Attribution attribute(
      Recording recording,
      Optional<CpuMask> isolated,
      Consumer<RecordedCall> listener,
      CallLog log,
      Redrives redrives)
      throws IOException {
    try {
      Attribution attribution =
          new Attributor(rules)
              .attribute(
                  recording,
                  isolated,
                  call -> {
                    if (log.isEmpty()) {
                      beginEarly(recording.reader().cpuCount(), isolated, redrives);
                    }
                    log.add(call);
                    listener.accept(call);
                  });
      log.complete();
      return attribution;
    } finally {
      log.giveUpUnlessComplete();
    }
  }

  /* Whether the CPUs are possible is told when the whole recording has been read. */
  private static void beginEarly(OptionalInt cpus, Optional<CpuMask> isolated, Redrives redrives) {
    if (cpus.isPresent() && isolated.isPresent()) {
      try {
        redrives.begin(cpus.getAsInt(), isolated.get());
      } catch (IOException e) {
        redrives.close();
      }
    }
  }

  private ReplayReport report(
      Attribution attribution,
      List<StrategySettings> strategies,
      List<StrategyRedrive.Result> results) {
    List<String> labels = strategies.stream().map(StrategySettings::label).toList();
    List<StrategyOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      StrategyRedrive.Result result = results.get(i);
      outcomes.add(new StrategyOutcome(labels.get(i), result.ipis(), result.deferred()));
    }
    List<CauseCount> causes =
        attribution.causes().stream().map(cause -> counted(cause, labels, results)).toList();
    ReplayReport report = AttributionReport.of(attribution.withStrategies(causes, outcomes));
    return report.withNotes(violations(labels, results));
  }

  private static CauseCount counted(
      CauseCount cause, List<String> strategies, List<StrategyRedrive.Result> results) {
    SortedMap<String, Long> deferrable = new TreeMap<>();
    for (int i = 0; i < strategies.size(); i++) {
      Map<?, Long> deferred = results.get(i).deferredByCause();
      deferrable.put(strategies.get(i), deferred.getOrDefault(cause.cause(), 0L));
    }
    return cause.withDeferrable(deferrable);
  }

  private static List<String> violations(
      List<String> strategies, List<StrategyRedrive.Result> results) {
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < strategies.size(); i++) {
      String strategy = strategies.get(i);
      results.get(i).violations().forEach(found -> notes.add(strategy + ": " + found));
    }
    return notes;
  }
}
