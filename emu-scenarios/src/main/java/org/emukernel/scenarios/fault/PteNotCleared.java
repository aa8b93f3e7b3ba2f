package org.emukernel.scenarios.fault;

import java.util.List;
import java.util.Set;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/**
 * {@code pte-not-cleared}: unmapping vmalloc memory reads the leaf entries and leaves them as they
 * are.
 */
public final class PteNotCleared extends ChangedFunction {

  /** For ServiceLoader. */
  public PteNotCleared() {
    super(Set.of("__vunmap_range_noflush"), List.of("ptep_get_and_clear", "pmd_clear_huge"));
  }

  @Override
  public String name() {
    return "pte-not-cleared";
  }

  @Override
  public String description() {
    return "unmapping vmalloc memory leaves the PTEs as they are";
  }

  @Override
  public String caughtBy() {
    return SafetyMonitors.FREED_AREA_MAPPED;
  }

  @Override
  void instead(Routine routine, RoutineFrame frame) {
    routine.step(new Reading(frame));
  }

  private static final class Reading extends ForwardingFrame {

    Reading(RoutineFrame frame) {
      super(frame);
    }

    @Override
    public long exchange(long linear, int size, long value) {
      return load(linear, size);
    }
  }
}
