package org.emukernel.scenarios.fault;

import java.util.List;
import java.util.Set;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * Text patching that leaves out one of its three syncs of all CPUs. The own CPU is synced even so,
 * since text_poke() itself serialises when it goes back from its temporary mm
 * (arch/x86/kernel/alternative.c, __text_poke()).
 */
abstract class SkippedSync extends ChangedFunction {

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
    super(Set.of("smp_text_poke_batch_finish"), List.of("sync_" + number));
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
  final void instead(Routine routine, RoutineFrame frame) {
    frame.port().syncCore();
  }
}
