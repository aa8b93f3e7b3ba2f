package org.emukernel.scenarios.fault;

import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.PlantedFaultProvider;

/** Text patching that leaves out one of its three syncs of all CPUs. */
abstract class SkippedSync implements PlantedFaultProvider {

  private final int number;
  private final String after;
  private final String caughtBy;

  /**
   * Says which.
   *
   * @param number 1 to 3
   * @param after what was written before it
   * @param caughtBy the monitor that fires
   */
  SkippedSync(int number, String after, String caughtBy) {
    this.number = number;
    this.after = after;
    this.caughtBy = caughtBy;
  }

  @Override
  public final String name() {
    return "skip-sync-" + number;
  }

  @Override
  public final String description() {
    return "text patching leaves out the sync after " + after;
  }

  @Override
  public final String caughtBy() {
    return caughtBy;
  }

  @Override
  public final Routine plantIn(Routine routine) {
    return routine.symbol().equals("smp_text_poke_batch_finish")
        ? new LocalSyncOnly(routine, "sync_" + number)
        : routine;
  }
}
