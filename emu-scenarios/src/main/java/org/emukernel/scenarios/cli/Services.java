package org.emukernel.scenarios.cli;

import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.plugin.PlugIns;
import org.emukernel.scenarios.top.TopSources;

/** Who does the commands' work. Each is made when a command first asks for it. */
public interface Services {

  /** Adds plug-ins from outside; before anything else is asked for. */
  void plugIn(PlugIns plugIns);

  /** {@return the plug-ins} */
  Catalogue catalogue();

  /** {@return who loads scenarios} */
  ScenarioLoader scenarios();

  /** {@return who runs them} */
  ScenarioRunner runner();

  /** {@return who opens what a live table shows} */
  TopSources top();

  /** {@return who replays recordings} */
  RecordingReplayer replayer();

  /** {@return who searches scenarios} */
  ScenarioVerifier verifier();

  /** {@return who runs grids} */
  GridSweeper sweeper();

  /** {@return who checks kernels of others} */
  ImageChecker checker();

  /** {@return who builds kernel images} */
  ImageExporter images();
}
