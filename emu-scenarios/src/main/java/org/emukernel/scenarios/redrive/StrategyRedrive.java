package org.emukernel.scenarios.redrive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.machine.MachineSpec;
import org.emukernel.scenarios.replay.Cause;
import org.emukernel.scenarios.replay.RecordedCall;
import org.emukernel.scenarios.replay.RecordedCalls;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.sim.SimulatedMachine;

/** Does the calls of a recording again on one machine, in bounded memory. */
final class StrategyRedrive {

  /** How many system calls are read ahead. */
  private static final int AHEAD = 4096;

  /** How far the machine runs on at a time where it is behind the recording. */
  private static final long CATCH_UP_NS = 1_000_000;

  /** No system call takes so long; a sender must be waiting forever. */
  private static final long STUCK_NS = 1_000_000_000;

  /** Answers what a recording leaves open. */
  private static final long SEED = 1;

  private final RedoOutcomes outcomes;
  private final RedoWorkload workload;
  private final SimulatedMachine machine;
  private final Redoing redoing;
  private long nowNs;

  /**
   * What came of it.
   *
   * @param ipis IPIs sent to isolated CPUs
   * @param deferred how often an isolated CPU was let go
   * @param deferredByCause the same for each cause
   * @param violations what the monitors found
   */
  record Result(
      long ipis, long deferred, Map<Cause, Long> deferredByCause, List<Violation> violations) {}

  StrategyRedrive(MachineSpec spec) {
    outcomes = new RedoOutcomes(spec.cpus());
    workload = new RedoWorkload(spec.cpus(), outcomes);
    machine =
        new SimulatedMachine(
            withSystemCalls(spec), slots -> List.of(arena -> workload), outcomes, SEED);
    redoing = new Redoing(spec.isolated());
  }

  private static MachineSpec withSystemCalls(MachineSpec spec) {
    List<KernelPart> parts = new ArrayList<>(spec.parts());
    parts.add(RedoSystemCalls.kernelPart(spec.strategy()));
    Map<Integer, String> calls = new TreeMap<>(spec.systemCalls());
    calls.putAll(RedoSystemCalls.numbers());
    return new MachineSpec(
        spec.cpus(),
        spec.isolated(),
        spec.memoryBytes(),
        spec.features(),
        spec.mmu(),
        spec.costs(),
        spec.chooser(),
        spec.strategy(),
        spec.faults(),
        parts,
        calls);
  }

  /**
   * Does all calls again.
   *
   * @param progress told of recorded calls; the task has begun
   */
  Result run(RecordedCalls calls, ProgressSink progress) throws IOException {
    long done = 0;
    for (RecordedCall call = calls.next(); call != null; call = calls.next()) {
      for (Redo redo : redoing.of(call)) {
        workload.add(call.sender().cpu(), redo);
      }
      if (workload.size() >= AHEAD) {
        finishUntil(AHEAD / 2);
        progress.reached(done);
      }
      done++;
    }
    finishUntil(0);
    return new Result(
        outcomes.ipis(),
        outcomes.deferred(),
        outcomes.deferredByCause(),
        machine.machine().monitors().violations());
  }

  private void runUntil(long ns) {
    if (ns > nowNs) {
      nowNs = ns;
      machine.runUntil(ns);
    }
  }

  /* All that is waiting is due: runs on until so little is left. */
  private void finishUntil(int left) {
    runUntil(workload.lastDueNs());
    long stuckNs = nowNs + STUCK_NS;
    int size = workload.size();
    while (workload.size() > left) {
      runUntil(nowNs + CATCH_UP_NS);
      if (workload.size() < size) {
        size = workload.size();
        stuckNs = nowNs + STUCK_NS;
      } else if (nowNs > stuckNs) {
        throw new IllegalStateException(size + " calls of the recording do not return");
      }
    }
  }
}
