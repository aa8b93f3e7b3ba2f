package org.emukernel.scenarios.top;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.StrategySettings;
import org.emukernel.scenarios.sim.ScenarioMachines;
import org.emukernel.scenarios.trace.Recordings;

/** Opens what a live table can show. */
public final class TopSources {

  private final ScenarioMachines machines;
  private final Recordings recordings;

  /** Makes machines and opens recordings with these. */
  @Inject
  public TopSources(ScenarioMachines machines, Recordings recordings) {
    this.machines = machines;
    this.recordings = recordings;
  }

  /** {@return a scenario, booted, under one of its strategies} */
  public TopSource simulated(ScenarioSettings settings, StrategySettings strategy) {
    return new SimulatedTop(machines, settings, strategy);
  }

  /**
   * {@return a recording}
   *
   * @param isolated the CPUs to show; if empty, all that are sent IPIs
   * @throws IOException if it cannot be read; the message is one line
   */
  public TopSource recorded(Path file, Optional<CpuMask> isolated) throws IOException {
    return new RecordedTop(recordings.open(file), isolated);
  }
}
