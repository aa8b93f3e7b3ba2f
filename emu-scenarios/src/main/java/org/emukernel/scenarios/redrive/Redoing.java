package org.emukernel.scenarios.redrive;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.scenarios.replay.RecordedCall;
import org.emukernel.scenarios.replay.RecordedOperation;
import org.emukernel.scenarios.replay.RecordedOperation.KernelTlbFlush;
import org.emukernel.scenarios.replay.RecordedOperation.NotDeferrable;
import org.emukernel.scenarios.replay.RecordedOperation.TextSync;

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
  List<Redo> of(RecordedCall call) {
    long due = due(call.sender().timestampNs());
    CpuMask others = call.targets().without(CpuMask.of(call.sender().cpu()));
    CpuMask watched = others.without(others.without(isolated));
    if (watched.isEmpty()) {
      boolean fromIsolated = isolated.contains(call.sender().cpu()) && !others.isEmpty();
      return fromIsolated ? List.of(first(call, due, others)) : List.of();
    }
    RecordedOperation operation = call.operation();
    if (operation instanceof NotDeferrable other) {
      return toEach(call, due, watched, other);
    }
    return List.of(new Redo(due, call.sender().cpu(), toAll(operation), call.cause(), watched));
  }

  /* Time never runs backwards, even where the recording's does. */
  private long due(long timestampNs) {
    if (firstNs < 0) {
      firstNs = timestampNs;
    }
    lastDueNs = Math.max(lastDueNs, Math.min(timestampNs - firstNs, LONGEST_NS));
    return lastDueNs;
  }

  private static Redo first(RecordedCall call, long due, CpuMask others) {
    SystemCall made =
        call.operation() instanceof NotDeferrable other
            ? toOne(other, others.next(0))
            : toAll(call.operation());
    return new Redo(due, call.sender().cpu(), made, call.cause(), CpuMask.none());
  }

  private static List<Redo> toEach(
      RecordedCall call, long due, CpuMask watched, NotDeferrable operation) {
    List<Redo> redos = new ArrayList<>();
    for (int cpu = watched.next(0); cpu >= 0; cpu = watched.next(cpu + 1)) {
      redos.add(
          new Redo(due, call.sender().cpu(), toOne(operation, cpu), call.cause(), CpuMask.of(cpu)));
    }
    return redos;
  }

  private static SystemCall toOne(NotDeferrable operation, int target) {
    return operation.func().equals(RESCHEDULE)
        ? RedoSystemCalls.reschedule(target)
        : RedoSystemCalls.call(target);
  }

  private static SystemCall toAll(RecordedOperation operation) {
    if (operation instanceof KernelTlbFlush flush) {
      return RedoSystemCalls.flush(flush);
    }
    if (operation instanceof TextSync) {
      return RedoSystemCalls.textSync();
    }
    throw new IllegalArgumentException("not for every CPU: " + operation);
  }
}
