package org.emukernel.scenarios.redrive;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.scenarios.cli.RecordingReplayer;
import org.emukernel.scenarios.machine.MachineSpec;
import org.emukernel.scenarios.redrive.StrategyRedrive.Repetitions;
import org.emukernel.scenarios.replay.Attribution;
import org.emukernel.scenarios.replay.Attributor;
import org.emukernel.scenarios.replay.CauseCount;
import org.emukernel.scenarios.replay.CauseRules;
import org.emukernel.scenarios.replay.RecordedCalls;
import org.emukernel.scenarios.replay.StrategyOutcome;
import org.emukernel.scenarios.report.AttributionReport;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.ReplayReport;
import org.emukernel.scenarios.sim.Parallel;
import org.emukernel.scenarios.sim.SharedProgress;
import org.emukernel.scenarios.trace.Recordings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attributes a recording, then does its calls again on a machine for each strategy, as many at once
 * as there are processors. The calls of a long recording are not held: it is read again for each.
 */
public final class StrategyReplayer implements RecordingReplayer {

  private static final Logger LOG = LoggerFactory.getLogger(StrategyReplayer.class);

  /** Some 64 MiB; 1 M events hold about 110,000 calls. */
  private static final int KEPT_CALLS = 1 << 18;

  private final Recordings recordings;
  private final CauseRules rules;
  private final ReplayMachines machines;
  private final Repetitions repetitions;

  /* What is done again: the calls, or else where to read them. */
  private record Calls(Path recording, KeptCalls kept) {}

  /** Makes a replayer. */
  @Inject
  public StrategyReplayer(Recordings recordings, CauseRules rules, ReplayMachines machines) {
    this(recordings, rules, machines, Repetitions.ANSWERED);
  }

  StrategyReplayer(
      Recordings recordings, CauseRules rules, ReplayMachines machines, Repetitions repetitions) {
    this.recordings = recordings;
    this.rules = rules;
    this.machines = machines;
    this.repetitions = repetitions;
  }

  @Override
  public ReplayReport replay(
      Path recording, Optional<CpuMask> isolated, List<String> strategies, ProgressSink progress)
      throws IOException {
    KeptCalls kept = new KeptCalls(KEPT_CALLS);
    Attribution attribution =
        new Attributor(rules).attribute(recordings.open(recording), isolated, kept::add);
    Calls calls = new Calls(recording, kept);
    List<StrategyRedrive.Result> results = redrive(calls, attribution, strategies, progress);
    List<StrategyOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < strategies.size(); i++) {
      StrategyRedrive.Result result = results.get(i);
      outcomes.add(new StrategyOutcome(strategies.get(i), result.ipis(), result.deferred()));
    }
    List<CauseCount> causes =
        attribution.causes().stream().map(cause -> counted(cause, strategies, results)).toList();
    ReplayReport report = AttributionReport.of(attribution.withStrategies(causes, outcomes));
    return report.withNotes(violations(strategies, results));
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

  private List<StrategyRedrive.Result> redrive(
      Calls calls, Attribution attribution, List<String> strategies, ProgressSink progress)
      throws IOException {
    SharedProgress shared = new SharedProgress(progress, "replay", strategies.size());
    List<Parallel.Task<StrategyRedrive.Result>> tasks = new ArrayList<>();
    for (String strategy : strategies) {
      MachineSpec spec = machines.spec(attribution.cpus(), attribution.isolated().cpus(), strategy);
      ProgressSink part = shared.part();
      part.started(strategy, Math.max(1, attribution.calls()));
      tasks.add(() -> redrive(calls, spec, part));
    }
    try {
      return Parallel.all(tasks);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /*
   * The history of a violation must hold what the machine did last, whether it was known before or not: so after a violation
   * everything is done once more, without what is known.
   */
  private StrategyRedrive.Result redrive(Calls calls, MachineSpec spec, ProgressSink progress) {
    StrategyRedrive.Result result = redrive(calls, spec, repetitions, progress);
    LOG.info(
        "{}: {} calls done by the machine, {} known before",
        spec.strategy().name(),
        result.ran(),
        result.answered());
    return result.violations().isEmpty() || result.answered() == 0
        ? result
        : redrive(calls, spec, Repetitions.RUN, ProgressSink.NONE);
  }

  private StrategyRedrive.Result redrive(
      Calls calls, MachineSpec spec, Repetitions repetitions, ProgressSink progress) {
    StrategyRedrive redrive = new StrategyRedrive(spec, repetitions);
    try {
      Optional<CallSource> kept = calls.kept().source();
      if (kept.isPresent()) {
        return redrive.run(kept.get(), progress);
      }
      try (RecordedCalls read = read(calls.recording())) {
        return redrive.run(read::next, progress);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RecordedCalls read(Path recording) throws IOException {
    return new RecordedCalls(recordings.open(recording).reader(), rules);
  }
}
