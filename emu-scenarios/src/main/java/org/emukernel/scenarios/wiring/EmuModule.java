package org.emukernel.scenarios.wiring;

import com.google.inject.AbstractModule;
import org.emukernel.scenarios.cli.ImageExporter;
import org.emukernel.scenarios.cli.ScenarioRunner;
import org.emukernel.scenarios.sim.KernelImageExporter;
import org.emukernel.scenarios.sim.SimulationRunner;

/** Everything that the {@code emu} command needs. */
public final class EmuModule extends AbstractModule {

  @Override
  protected void configure() {
    install(new CatalogueModule());
    bind(ScenarioRunner.class).to(SimulationRunner.class);
    bind(ImageExporter.class).to(KernelImageExporter.class);
  }
}
