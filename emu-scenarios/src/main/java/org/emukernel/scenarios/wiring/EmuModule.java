package org.emukernel.scenarios.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import java.util.ServiceLoader;
import org.emukernel.api.trace.TraceFormat;
import org.emukernel.scenarios.cli.ImageExporter;
import org.emukernel.scenarios.cli.RecordingReplayer;
import org.emukernel.scenarios.cli.ScenarioRunner;
import org.emukernel.scenarios.redrive.StrategyReplayer;
import org.emukernel.scenarios.replay.CauseRules;
import org.emukernel.scenarios.sim.KernelImageExporter;
import org.emukernel.scenarios.sim.SimulationRunner;
import org.emukernel.scenarios.trace.Recordings;

/** Everything that the {@code emu} command needs. */
public final class EmuModule extends AbstractModule {

  @Override
  protected void configure() {
    install(new CatalogueModule());
    bind(ScenarioRunner.class).to(SimulationRunner.class);
    bind(ImageExporter.class).to(KernelImageExporter.class);
    bind(RecordingReplayer.class).to(StrategyReplayer.class);
  }

  @Provides
  Recordings recordings() {
    ServiceLoader<TraceFormat> formats =
        ServiceLoader.load(TraceFormat.class, EmuModule.class.getClassLoader());
    return new Recordings(formats.stream().map(ServiceLoader.Provider::get).toList());
  }

  @Provides
  CauseRules causeRules() {
    return CauseRules.standard();
  }
}
