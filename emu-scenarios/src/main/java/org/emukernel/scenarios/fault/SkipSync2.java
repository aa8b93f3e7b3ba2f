package org.emukernel.scenarios.fault;

import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/** {@code skip-sync-2}: text patching leaves out the sync after the tail bytes. */
public final class SkipSync2 implements PlantedFaultProvider {

  @Override
  public String name() {
    return "skip-sync-2";
  }

  @Override
  public String description() {
    return "text patching leaves out the sync after the tail bytes";
  }

  @Override
  public String caughtBy() {
    return SafetyMonitors.TORN_INSTRUCTION;
  }

  @Override
  public Routine plantIn(Routine routine) {
    return routine.symbol().equals("smp_text_poke_batch_finish")
        ? new LocalSyncOnly(routine, "sync_2")
        : routine;
  }
}
