package org.emukernel.scenarios.fault;

import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/** {@code skip-sync-3}: text patching leaves out the sync after the first byte. */
public final class SkipSync3 implements PlantedFaultProvider {

  @Override
  public String name() {
    return "skip-sync-3";
  }

  @Override
  public String description() {
    return "text patching leaves out the sync after the first byte";
  }

  @Override
  public String caughtBy() {
    return SafetyMonitors.STALE_INSTRUCTION;
  }

  @Override
  public Routine plantIn(Routine routine) {
    return routine.symbol().equals("smp_text_poke_batch_finish")
        ? new LocalSyncOnly(routine, "sync_3")
        : routine;
  }
}
