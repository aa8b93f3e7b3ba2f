package org.emukernel.scenarios.page;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.scenarios.config.MachineSettings;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.config.SweepPoint;
import org.emukernel.scenarios.sim.RunListener;
import org.emukernel.scenarios.sim.RunListeners;

/** Writes the timelines of a scenario's runs; all of them together take bounded room. */
public final class Timelines implements RunListeners {

  /** Calls of all runs together: what a browser shows without delay, and about a MiB of page. */
  private static final int CALLS = 16_000;

  private static final int CALLS_OF_A_RUN = 4_000;

  private final List<TimelineRecorder> recorders = new ArrayList<>();
  private final int callsOfARun;

  /** Makes room for the runs of a scenario. */
  public Timelines(ScenarioSettings settings) {
    int runs =
        settings.points().stream().mapToInt(point -> point.settings().strategies().size()).sum();
    callsOfARun = Math.min(CALLS_OF_A_RUN, CALLS / runs);
  }

  @Override
  public RunListener of(SweepPoint point, StrategySettings strategy) {
    MachineSettings machine = point.settings().machine();
    TimelineRecorder recorder =
        new TimelineRecorder(machine.cpus(), machine.isolated(), callsOfARun);
    recorders.add(recorder);
    return recorder;
  }

  /** {@return the timelines, in the order of the results} */
  List<Timeline> all() {
    return recorders.stream().map(TimelineRecorder::timeline).toList();
  }
}
