package org.emukernel.scenarios.fault;

import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/** {@code tail-before-int3}: the tail bytes are written before the INT3 keeps CPUs out of them. */
public final class TailBeforeInt3 implements PlantedFaultProvider {

  @Override
  public String name() {
    return "tail-before-int3";
  }

  @Override
  public String description() {
    return "text patching writes the tail bytes before the INT3";
  }

  @Override
  public String caughtBy() {
    return SafetyMonitors.TORN_INSTRUCTION;
  }

  @Override
  public Routine plantIn(Routine routine) {
    return routine.symbol().equals("smp_text_poke_batch_finish")
        ? new Reordered(routine, "poke_tail", "poke_int3")
        : routine;
  }
}
