package org.emukernel.scenarios.redrive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.machine.MachineSpec;
import org.emukernel.scenarios.monitor.LostCpuException;
import org.emukernel.scenarios.replay.Cause;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.sim.SimulatedMachine;
import org.jspecify.annotations.Nullable;

/**
 * Does the calls of a recording again on one machine, in bounded memory. Calls after which the
 * machine comes to rest form a burst; a burst that was done before in the same state is not done
 * again.
 */
final class StrategyRedrive {

  /** How many system calls may wait for the machine. */
  private static final int AHEAD = 4096;

  /** How far the machine runs on at a time where it is behind the recording. */
  private static final long CATCH_UP_NS = 1_000_000;

  /** No system call takes so long; a sender must be waiting forever. */
  private static final long STUCK_NS = 1_000_000_000;

  /** Bursts of more calls are done each time. */
  private static final int LONGEST_BURST = 64;

  /** How often progress is told, in recorded calls. */
  private static final int PROGRESS = 1024;

  /** Answers what a recording leaves open. */
  private static final long SEED = 1;

  private static final long PS_PER_NS = 1000;

  private final RedoOutcomes outcomes;
  private final RedoWorkload workload;
  private final SimulatedMachine machine;
  private final Redoing redoing;
  private final RestState rest;
  private final @Nullable KnownBursts known;
  private long nowNs;
  private long startNs;
  /* The burst under way as far as it is known, and its calls, none of which has been done. */
  private @Nullable Burst followed;
  private final List<Redo> passed = new ArrayList<>();
  /* The burst that the machine runs, if it is worth remembering, and its calls. */
  private @Nullable Burst running;
  private final List<Doing> doings = new ArrayList<>();
  private long ran;
  private long answered;

  /** Whether bursts are remembered. The result is the same. */
  enum Repetitions {
    /** They are; what was done before is not done again. */
    ANSWERED,
    /** They are not; the machine does every call. */
    RUN
  }

  /**
   * What came of it.
   *
   * @param ipis IPIs sent to isolated CPUs
   * @param deferred how often an isolated CPU was let go
   * @param deferredByCause the same for each cause
   * @param violations what the monitors found
   * @param ran calls that the machine did
   * @param answered calls of which it was known what would come of them
   */
  record Result(
      long ipis,
      long deferred,
      Map<Cause, Long> deferredByCause,
      List<Violation> violations,
      long ran,
      long answered) {}

  StrategyRedrive(MachineSpec spec, Repetitions repetitions) {
    outcomes = new RedoOutcomes(spec.cpus(), spec.strategy().kernelFlushes());
    workload = new RedoWorkload(spec.cpus(), outcomes);
    machine =
        new SimulatedMachine(
            withSystemCalls(spec), slots -> List.of(arena -> workload), outcomes, SEED);
    redoing = new Redoing(spec.isolated());
    rest = new RestState(machine.machine());
    known = repetitions == Repetitions.ANSWERED ? new KnownBursts(machine.machine().arena()) : null;
  }

  private static MachineSpec withSystemCalls(MachineSpec spec) {
    List<KernelPart> parts = new ArrayList<>(spec.parts());
    parts.add(RedoSystemCalls.kernelPart(spec.strategy()));
    Map<Integer, String> calls = new TreeMap<>(spec.systemCalls());
    calls.putAll(RedoSystemCalls.numbers());
    return spec.with(parts, calls);
  }

  /**
   * Does all calls again; after a lost CPU no further ones.
   *
   * @param progress told of recorded calls; the task has begun
   */
  Result run(CallSource calls, ProgressSink progress) throws IOException {
    try {
      redoAll(calls, progress);
      finish();
    } catch (LostCpuException lost) {
      /* It is among the violations, and nothing can come after it. */
      doings.clear();
    }
    return new Result(
        outcomes.ipis(),
        outcomes.deferred(),
        outcomes.deferredByCause(),
        machine.machine().monitors().violations(),
        ran,
        answered);
  }

  private void redoAll(CallSource calls, ProgressSink progress) throws IOException {
    long done = 0;
    for (TimedCall call = calls.next(); call != null; call = calls.next()) {
      for (Redo redo : redoing.of(call)) {
        accept(redo);
      }
      if (++done % PROGRESS == 0) {
        progress.reached(done);
      }
    }
  }

  private void accept(Redo redo) {
    if (followed == null || !follow(followed, redo)) {
      run(redo);
    }
  }

  /* Whether the call could be told apart from what is known; else the machine has caught up and must run on. */
  private boolean follow(Burst burst, Redo redo) {
    Burst longer = burst.known(Burst.Step.of(redo, startNs));
    if (longer != null) {
      followed = longer;
      passed.add(redo);
      return true;
    }
    Burst.Result result = burst.result();
    if (result != null && redo.dueNs() * PS_PER_NS > startNs * PS_PER_NS + result.restPs()) {
      passOver(result);
      begin(redo, redo.dueNs());
      return true;
    }
    runPassed();
    return false;
  }

  private void passOver(Burst.Result result) {
    for (int i = 0; i < passed.size(); i++) {
      outcomes.count(passed.get(i).cause(), result.outcomes().get(i));
    }
    answered += passed.size();
    Objects.requireNonNull(known).passOver(result);
    followed = null;
    passed.clear();
  }

  private void runPassed() {
    List<Redo> late = List.copyOf(passed);
    followed = null;
    passed.clear();
    startRunning();
    add(late.get(0));
    late.subList(1, late.size()).forEach(this::run);
  }

  /* The machine runs: does the call in the burst under way, or in a new one if that has ended. */
  private void run(Redo redo) {
    nowNs = Math.max(nowNs, redo.dueNs());
    long restPs = machine.restAt(nowNs);
    if (restPs < 0) {
      add(redo);
    } else {
      remember(restPs);
      begin(redo, nowNs);
    }
  }

  private void remember(long restPs) {
    ran += doings.size();
    rest.settle();
    if (known != null && running != null && machine.machine().monitors().violations().isEmpty()) {
      List<Doing.Outcome> results = doings.stream().map(Doing::outcome).toList();
      known.afterRunning(running, results, restPs - startNs * PS_PER_NS);
    } else if (known != null) {
      known.afterRunning();
    }
    doings.clear();
  }

  /* The machine would be at rest at the time, whether it has come so far or not. */
  private void begin(Redo redo, long ns) {
    startNs = ns;
    if (known != null) {
      followed = known.fromHere().known(Burst.Step.of(redo, startNs));
    }
    if (followed == null) {
      startRunning();
      add(redo);
    } else {
      passed.add(redo);
    }
  }

  private void startRunning() {
    if (known != null) {
      known.beforeRunning();
      running = known.fromHere();
    }
    rest.begin();
    nowNs = startNs;
    machine.standUntil(startNs);
  }

  private void add(Redo redo) {
    Doing doing = new Doing(redo);
    workload.add(doing);
    if (running != null && running.length() < LONGEST_BURST) {
      running = running.with(Burst.Step.of(redo, startNs));
      doings.add(doing);
    } else {
      ran++;
      giveUpBurst();
    }
    if (workload.size() >= AHEAD) {
      finishUntil(AHEAD / 2);
    }
  }

  private void giveUpBurst() {
    running = null;
    ran += doings.size();
    doings.clear();
    rest.boundJournal();
  }

  private void finish() {
    if (followed != null && followed.result() != null) {
      passOver(followed.result());
    } else if (followed != null) {
      runPassed();
    }
    finishUntil(0);
    ran += doings.size();
  }

  /* All that is waiting is due: runs on until so little is left. */
  private void finishUntil(int left) {
    long stuckNs = nowNs + STUCK_NS;
    int size = workload.size();
    while (workload.size() > left) {
      nowNs += CATCH_UP_NS;
      machine.runUntil(nowNs);
      if (workload.size() < size) {
        size = workload.size();
        stuckNs = nowNs + STUCK_NS;
      } else if (nowNs > stuckNs) {
        throw new IllegalStateException(size + " calls of the recording do not return");
      }
    }
  }
}
