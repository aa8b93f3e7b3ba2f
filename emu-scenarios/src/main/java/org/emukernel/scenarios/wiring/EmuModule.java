package org.emukernel.scenarios.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import jakarta.inject.Singleton;
import org.emukernel.scenarios.check.KernelChecker;
import org.emukernel.scenarios.cli.GridSweeper;
import org.emukernel.scenarios.cli.ImageChecker;
import org.emukernel.scenarios.cli.ImageExporter;
import org.emukernel.scenarios.cli.RecordingReplayer;
import org.emukernel.scenarios.cli.ScenarioRunner;
import org.emukernel.scenarios.cli.ScenarioVerifier;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.plugin.PlugIns;
import org.emukernel.scenarios.redrive.StrategyReplayer;
import org.emukernel.scenarios.replay.CauseRules;
import org.emukernel.scenarios.sim.KernelImageExporter;
import org.emukernel.scenarios.sim.SimulationRunner;
import org.emukernel.scenarios.sweep.LocalEngine;
import org.emukernel.scenarios.sweep.SweepEngine;
import org.emukernel.scenarios.sweep.Sweeper;
import org.emukernel.scenarios.trace.Recordings;
import org.emukernel.scenarios.verify.Verifier;

/** Everything that the {@code emu} command needs. */
public final class EmuModule extends AbstractModule {

  private final PlugIns plugIns;

  /** With what is on the class path. */
  public EmuModule() {
    this(PlugIns.NONE);
  }

  /** With plug-ins from outside, too. */
  public EmuModule(PlugIns plugIns) {
    this.plugIns = plugIns;
  }

  @Override
  protected void configure() {
    bind(ScenarioRunner.class).to(SimulationRunner.class);
    bind(ScenarioVerifier.class).to(Verifier.class);
    bind(GridSweeper.class).to(Sweeper.class);
    bind(SweepEngine.class).to(LocalEngine.class);
    bind(PlugIns.class).toInstance(plugIns);
    bind(ImageChecker.class).to(KernelChecker.class);
    bind(ImageExporter.class).to(KernelImageExporter.class);
    bind(RecordingReplayer.class).to(StrategyReplayer.class);
  }

  @Provides
  @Singleton
  Catalogue catalogue() {
    return plugIns.catalogue();
  }

  @Provides
  Recordings recordings() {
    return new Recordings(plugIns.traceFormats());
  }

  @Provides
  CauseRules causeRules() {
    return CauseRules.standard();
  }
}
