package org.emukernel.scenarios.fault;

import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/** {@code skip-sync-1}: text patching leaves out the sync after the INT3. */
public final class SkipSync1 implements PlantedFaultProvider {

  @Override
  public String name() {
    return "skip-sync-1";
  }

  @Override
  public String description() {
    return "text patching leaves out the sync after the INT3";
  }

  @Override
  public String caughtBy() {
    return SafetyMonitors.TORN_INSTRUCTION;
  }

  @Override
  public Routine plantIn(Routine routine) {
    return routine.symbol().equals("smp_text_poke_batch_finish")
        ? new LocalSyncOnly(routine, "sync_1")
        : routine;
  }
}
