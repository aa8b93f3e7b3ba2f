package org.emukernel.scenarios.redrive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
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

  /** More are forgotten, and made again. */
  private static final int MAX_SHAPES = 1 << 16;

  private final CpuMask isolated;
  /* Of each shape what is to be done, none of it at a time. Equal deeds are one object. */
  private final Map<CallShape, List<Redo>> byShape = new IdentityHashMap<>();
  private final Map<Deed, Deed> deeds = new HashMap<>();
  private long firstNs = -1;
  private long lastDueNs;

  Redoing(CpuMask isolated) {
    this.isolated = isolated;
  }

  /** {@return what the sender does; calls must come in the recording's order} */
  List<Redo> of(TimedCall call) {
    long due = due(call.timestampNs());
    List<Redo> timeless = timeless(call.shape());
    if (timeless.size() == 1) {
      return List.of(at(due, timeless.get(0)));
    }
    return timeless.stream().map(redo -> at(due, redo)).toList();
  }

  private static Redo at(long due, Redo timeless) {
    return new Redo(due, timeless.deed(), timeless.cause());
  }

  /* Time never runs backwards, even where the recording's does. */
  private long due(long timestampNs) {
    if (firstNs < 0) {
      firstNs = timestampNs;
    }
    lastDueNs = Math.max(lastDueNs, Math.min(timestampNs - firstNs, LONGEST_NS));
    return lastDueNs;
  }

  private List<Redo> timeless(CallShape shape) {
    List<Redo> known = byShape.get(shape);
    if (known != null) {
      return known;
    }
    if (byShape.size() == MAX_SHAPES) {
      byShape.clear();
      deeds.clear();
    }
    List<Redo> made = deeds(shape).stream().map(deed -> timeless(deed, shape.cause())).toList();
    byShape.put(shape, made);
    return made;
  }

  private Redo timeless(Deed deed, Cause cause) {
    return new Redo(0, deeds.computeIfAbsent(deed, made -> made), cause);
  }

  private List<Deed> deeds(CallShape shape) {
    CpuMask others = shape.targets().without(CpuMask.of(shape.sender()));
    CpuMask watched = others.without(others.without(isolated));
    SystemCall toAll = shape.toAll();
    if (watched.isEmpty()) {
      boolean fromIsolated = isolated.contains(shape.sender()) && !others.isEmpty();
      return fromIsolated ? List.of(first(shape, others)) : List.of();
    }
    return toAll == null
        ? toEach(shape, watched)
        : List.of(new Deed(shape.sender(), toAll, watched));
  }

  private static Deed first(CallShape shape, CpuMask others) {
    SystemCall toAll = shape.toAll();
    SystemCall made = toAll == null ? toOne(shape.cause(), others.next(0)) : toAll;
    return new Deed(shape.sender(), made, CpuMask.none());
  }

  private static List<Deed> toEach(CallShape shape, CpuMask watched) {
    List<Deed> each = new ArrayList<>();
    for (int cpu = watched.next(0); cpu >= 0; cpu = watched.next(cpu + 1)) {
      each.add(new Deed(shape.sender(), toOne(shape.cause(), cpu), CpuMask.of(cpu)));
    }
    return each;
  }

  private static SystemCall toOne(Cause cause, int target) {
    return cause.operation() instanceof NotDeferrable call && call.func().equals(RESCHEDULE)
        ? RedoSystemCalls.reschedule(target)
        : RedoSystemCalls.call(target);
  }
}
