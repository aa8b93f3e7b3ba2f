package org.emukernel.scenarios.sim;

import jakarta.inject.Inject;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.scenarios.cli.ImageExporter;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.machine.EmulatedMachine;

/** Writes the image of the machine that a scenario boots. */
public final class KernelImageExporter implements ImageExporter {

  private final ScenarioMachines machines;

  /** Makes an exporter. */
  @Inject
  public KernelImageExporter(ScenarioMachines machines) {
    this.machines = machines;
  }

  @Override
  public byte[] export(ScenarioSettings settings) {
    ArenaBuilder slots = Arena.builder();
    EmulatedMachine.Plan plan =
        EmulatedMachine.reserve(slots, machines.spec(settings, settings.strategies().get(0)));
    EmulatedMachine machine = plan.build(slots.build(), new LateBus(), new MachineEvents() {});
    return machine.loaded().elf();
  }
}
