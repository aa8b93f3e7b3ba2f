package org.emukernel.scenarios.redrive;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.scenarios.replay.Cause;
import org.emukernel.scenarios.replay.RecordedOperation.NotDeferrable;

/**
 * Turns recorded calls into system calls. Text syncs and kernel flushes go to every CPU, as in
 * Linux; any other call goes to each isolated target by itself. A call that an isolated CPU made is
 * made there too: it shows that the CPU was in the kernel. Calls among the other CPUs change
 * nothing for the isolated ones and are left out.
 */
final class Redoing {

  /** Later calls of a longer recording follow one another without a pause. */
  private static final long LONGEST_NS = 90L * 24 * 3600 * 1_000_000_000L;

  private static final String RESCHEDULE = "0x0";

  private final CpuMask isolated;
  private long firstNs = -1;
  private long lastDueNs;

  Redoing(CpuMask isolated) {
    this.isolated = isolated;
  }

  /** {@return what the sender does; calls must come in the recording's order} */
  List<Redo> of(TimedCall call) {
    long due = due(call.timestampNs());
    CallShape shape = call.shape();
    CpuMask others = shape.targets().without(CpuMask.of(shape.sender()));
    CpuMask watched = others.without(others.without(isolated));
    if (watched.isEmpty()) {
      boolean fromIsolated = isolated.contains(shape.sender()) && !others.isEmpty();
      return fromIsolated ? List.of(first(shape, due, others)) : List.of();
    }
    SystemCall toAll = shape.toAll();
    return toAll == null
        ? toEach(shape, due, watched)
        : List.of(new Redo(due, shape.sender(), toAll, shape.cause(), watched));
  }

  /* Time never runs backwards, even where the recording's does. */
  private long due(long timestampNs) {
    if (firstNs < 0) {
      firstNs = timestampNs;
    }
    lastDueNs = Math.max(lastDueNs, Math.min(timestampNs - firstNs, LONGEST_NS));
    return lastDueNs;
  }

  private static Redo first(CallShape shape, long due, CpuMask others) {
    SystemCall toAll = shape.toAll();
    SystemCall made = toAll == null ? toOne(shape.cause(), others.next(0)) : toAll;
    return new Redo(due, shape.sender(), made, shape.cause(), CpuMask.none());
  }

  private static List<Redo> toEach(CallShape shape, long due, CpuMask watched) {
    List<Redo> redos = new ArrayList<>();
    Cause cause = shape.cause();
    for (int cpu = watched.next(0); cpu >= 0; cpu = watched.next(cpu + 1)) {
      redos.add(new Redo(due, shape.sender(), toOne(cause, cpu), cause, CpuMask.of(cpu)));
    }
    return redos;
  }

  private static SystemCall toOne(Cause cause, int target) {
    return cause.operation() instanceof NotDeferrable call && call.func().equals(RESCHEDULE)
        ? RedoSystemCalls.reschedule(target)
        : RedoSystemCalls.call(target);
  }
}
