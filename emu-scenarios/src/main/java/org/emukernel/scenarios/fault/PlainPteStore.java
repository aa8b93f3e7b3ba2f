package org.emukernel.scenarios.fault;

import java.util.List;
import java.util.Set;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/**
 * {@code plain-pte-store}: unmapping vmalloc memory clears the leaf entries by plain stores. An
 * exchange is LOCKed and so visible before the sender looks at its targets; a plain store may wait
 * in the store buffer until after that look, so that a target that is let go walks to the old entry
 * after it has caught up. Shows only with {@code machine.store-buffer} above 0, and where nothing
 * LOCKed stands between the store and the look: {@code kernel.debug-pagealloc}.
 */
public final class PlainPteStore extends ChangedFunction {

  /** For ServiceLoader. */
  public PlainPteStore() {
    super(Set.of("__vunmap_range_noflush"), List.of("ptep_get_and_clear", "pmd_clear_huge"));
  }

  @Override
  public String name() {
    return "plain-pte-store";
  }

  @Override
  public String description() {
    return "unmapping vmalloc memory clears the PTEs by plain stores, which the store buffer may hold back"
        + " past the look at the target; needs machine.store-buffer and kernel.debug-pagealloc";
  }

  @Override
  public String caughtBy() {
    return SafetyMonitors.DEFERRED_BEFORE_VISIBLE;
  }

  @Override
  void instead(Routine routine, RoutineFrame frame) {
    routine.step(new Storing(frame));
  }

  private static final class Storing extends ForwardingFrame {

    Storing(RoutineFrame frame) {
      super(frame);
    }

    @Override
    public long exchange(long linear, int size, long value) {
      store(linear, size, value);
      return 0;
    }
  }
}
