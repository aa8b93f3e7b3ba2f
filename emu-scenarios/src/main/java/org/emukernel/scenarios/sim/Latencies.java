package org.emukernel.scenarios.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.emukernel.scenarios.config.MachineSettings;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.config.SweepPoint;

/**
 * Measures times of a scenario's runs: between two IPIs that hit an isolated CPU in user mode, all
 * together ({@code between-ipis}) and for each CPU ({@code between-ipis/cpu-10}); of the isolated
 * CPUs' stays in the kernel ({@code in-kernel}); that senders wait for a target's acknowledgement
 * ({@code csd-lock-wait}); and from a request that is deferred to the kernel entry that makes it
 * good ({@code deferred}).
 */
public final class Latencies implements RunListeners {

  private final Map<String, LatencyRecorder> recorders = new LinkedHashMap<>();

  @Override
  public RunListener of(SweepPoint point, StrategySettings strategy) {
    MachineSettings machine = point.settings().machine();
    LatencyRecorder recorder = new LatencyRecorder(machine.cpus(), machine.isolated());
    String run = point.name().isEmpty() ? "" : point.name() + "/";
    recorders.put(tag(run + strategy.label()), recorder);
    return recorder;
  }

  /* In a log, commas and spaces end a tag. */
  private static String tag(String text) {
    return text.replace(',', ';').replace(' ', '_');
  }

  /** {@return the histograms, ns, by strategy and what they measure, joined by a slash} */
  public Map<String, Histogram> histograms() {
    Map<String, Histogram> all = new LinkedHashMap<>();
    recorders.forEach(
        (run, recorder) ->
            recorder.histograms().forEach((what, times) -> all.put(run + "/" + what, times)));
    return all;
  }
}
