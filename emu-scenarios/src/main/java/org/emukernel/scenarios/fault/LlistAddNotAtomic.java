package org.emukernel.scenarios.fault;

import java.util.List;
import java.util.Set;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/**
 * {@code llist-add-not-atomic}: the head of a target's queue is stored to, whatever has become of
 * it since it was read. Of two senders at the same time one is forgotten.
 */
public final class LlistAddNotAtomic extends ChangedFunction {

  /** For ServiceLoader. */
  public LlistAddNotAtomic() {
    super(Set.of("smp_call_function_many_cond", "smp_call_function_single"), List.of("llist_add"));
  }

  @Override
  public String name() {
    return "llist-add-not-atomic";
  }

  @Override
  public String description() {
    return "calls are queued by a plain store instead of a compare-and-exchange; needs two senders";
  }

  @Override
  public String caughtBy() {
    return SafetyMonitors.STUCK_SENDER;
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
    public long compareExchange(long linear, int size, long expected, long value) {
      store(linear, size, value);
      return expected;
    }
  }
}
