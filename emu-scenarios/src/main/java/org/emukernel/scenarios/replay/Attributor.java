package org.emukernel.scenarios.replay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.scenarios.trace.Recording;

/** Reads a recording once and attributes the calls to isolated CPUs to their causes. */
public final class Attributor {
  private final CauseRules rules;

  /** Creates an attributor that tells causes by these rules. */
  public Attributor(CauseRules rules) {
    this.rules = rules;
  }

  /**
   * {@return the attribution of the whole recording; closes it}
   *
   * @param isolated the isolated CPUs, or empty to infer them from the recording
   * @throws IOException as {@link RecordedCalls#next()} does
   */
  public Attribution attribute(Recording recording, Optional<CpuMask> isolated) throws IOException {
    return attribute(recording, isolated, call -> {});
  }

  /**
   * {@return the attribution of the whole recording; closes it}
   *
   * @param isolated the isolated CPUs, or empty to infer them from the recording
   * @param listener told of every call, in the order in which they began
   * @throws IOException as {@link RecordedCalls#next()} does
   */
  public Attribution attribute(
      Recording recording, Optional<CpuMask> isolated, Consumer<RecordedCall> listener)
      throws IOException {
    CpuTraffic traffic = new CpuTraffic();
    /* Causes are made once each, except after a great many: then equal ones are merged below. */
    Map<Cause, CauseTally> tallies = new IdentityHashMap<>();
    try (RecordedCalls calls = new RecordedCalls(recording.reader(), rules)) {
      for (RecordedCall call = calls.next(); call != null; call = calls.next()) {
        listener.accept(call);
        traffic.add(call);
        tallies.computeIfAbsent(call.cause(), cause -> new CauseTally()).add(call);
      }
    }
    IsolatedCpus cpus =
        isolated
            .map(given -> new IsolatedCpus(given, IsolatedCpus.Origin.GIVEN))
            .orElseGet(() -> new IsolatedCpus(traffic.isolated(), IsolatedCpus.Origin.INFERRED));
    return result(recording, traffic, merged(tallies), cpus);
  }

  private static Map<Cause, CauseTally> merged(Map<Cause, CauseTally> tallies) {
    Map<Cause, CauseTally> merged = new HashMap<>();
    tallies.forEach(
        (cause, tally) -> merged.computeIfAbsent(cause, c -> new CauseTally()).addAll(tally));
    return merged;
  }

  private static Attribution result(
      Recording recording,
      CpuTraffic traffic,
      Map<Cause, CauseTally> tallies,
      IsolatedCpus isolated) {
    List<CauseCount> causes = causes(tallies, isolated.cpus());
    return new Attribution(
        recording.path().toString(),
        recording.format().name(),
        recording.reader().diagnostics().events(),
        traffic.calls(),
        Math.max(recording.reader().cpuCount().orElse(1), traffic.highestCpu() + 1),
        isolated,
        csdsByFunction(causes),
        causes,
        List.of(),
        recording.reader().diagnostics());
  }

  private static List<CauseCount> causes(Map<Cause, CauseTally> tallies, CpuMask isolated) {
    List<CauseCount> causes = new ArrayList<>();
    tallies.forEach(
        (cause, tally) -> {
          long count = tally.queuedAt(isolated);
          if (count > 0) {
            causes.add(new CauseCount(cause, count, tally.ipisTo(isolated), new TreeMap<>()));
          }
        });
    causes.sort(
        Comparator.comparingLong(CauseCount::count)
            .reversed()
            .thenComparing(c -> c.cause().kind())
            .thenComparing(c -> c.cause().callback())
            .thenComparing(c -> String.join(" ", c.cause().chain())));
    return causes;
  }

  private static Map<String, Long> csdsByFunction(List<CauseCount> causes) {
    Map<String, Long> counts = new TreeMap<>();
    for (CauseCount cause : causes) {
      if (cause.cause().kind() == CallKind.CSD) {
        counts.merge(cause.cause().callback(), cause.count(), Long::sum);
      }
    }
    Map<String, Long> byCount = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(entry -> byCount.put(entry.getKey(), entry.getValue()));
    return byCount;
  }
}
