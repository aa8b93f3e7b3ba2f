package org.emukernel.scenarios.replay;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.emukernel.api.address.LinearRange;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.trace.CallStack;
import org.emukernel.api.trace.KernelSymbol;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TraceRecord;
import org.emukernel.scenarios.replay.RecordedOperation.KernelTlbFlush;
import org.jspecify.annotations.Nullable;

/**
 * Puts calls together from their events.
 *
 * <p>smp_call_function_many_cond() records csd_queue_cpu for each target and then the IPIs; another
 * call from the same CPU ends it. __purge_vmap_area_lazy() flushes first and records the range that
 * it flushed after that, in the same task (mm/vmalloc.c, Linux v6.18), so a call may wait for its
 * range. Calls leave in the order in which they began; at most {@link #MAX_WAITING} wait.
 */
final class CallAssembler implements TraceEvent.Visitor<@Nullable Void> {
  private static final int MAX_WAITING = 1024;
  private static final int MAX_CAUSES = 1 << 16;
  private static final String PURGE = "__purge_vmap_area_lazy";

  /* Asked for with every call: written out, it costs less than what a record brings. */
  private record CauseKey(CallKind kind, String func, CallStack stack) {

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof CauseKey key
          && kind == key.kind
          && func.equals(key.func)
          && stack.equals(key.stack);
    }

    @Override
    public int hashCode() {
      return (kind.ordinal() * 31 + func.hashCode()) * 31 + stack.hashCode();
    }
  }

  private final CauseRules rules;
  private final Map<CauseKey, Cause> causes = new HashMap<>();
  private final @Nullable OpenCall[] currentBySender = new @Nullable OpenCall[CpuMask.MAX_CPU + 1];
  private final Map<Integer, OpenCall> awaitingRangeByPid = new HashMap<>();
  private final Deque<OpenCall> waiting = new ArrayDeque<>();
  private @Nullable TraceRecord record;
  private boolean ended;

  CallAssembler(CauseRules rules) {
    this.rules = rules;
  }

  void accept(TraceRecord next) {
    record = next;
    next.event().accept(this);
  }

  /** No further event comes. */
  void end() {
    ended = true;
  }

  /** {@return the next call that is complete, or null if none is yet} */
  @Nullable RecordedCall poll() {
    OpenCall head = waiting.peek();
    if (head == null || !(ended || head.isComplete() || waiting.size() > MAX_WAITING)) {
      return null;
    }
    waiting.remove();
    head.close();
    if (head.awaitsRange()) {
      awaitingRangeByPid.values().remove(head);
    }
    return head.toCall();
  }

  private TraceRecord current() {
    TraceRecord now = record;
    if (now == null) {
      throw new IllegalStateException("no record was accepted yet");
    }
    return now;
  }

  @Override
  public @Nullable Void visitOther(TraceEvent event) {
    return null;
  }

  @Override
  public @Nullable Void visit(TraceEvent.CsdQueueCpu event) {
    TraceHeader header = current().header();
    CallStack stack = current().stack();
    OpenCall open = currentBySender[header.cpu()];
    if (open == null
        || !open.continuesWith(header, event.func(), event.callsite(), stack, event.cpu())) {
      if (open != null) {
        open.close();
      }
      open = begin(CallKind.CSD, event.func(), event.callsite());
      currentBySender[header.cpu()] = open;
    }
    open.addTarget(event.cpu());
    return null;
  }

  @Override
  public @Nullable Void visit(TraceEvent.IpiSendCpu event) {
    if (!belongsToCall(event.callback(), event.cpu())) {
      OpenCall bare = begin(CallKind.IPI, event.callback(), event.callsite());
      bare.addInterrupted(event.cpu());
      bare.close();
    }
    return null;
  }

  @Override
  public @Nullable Void visit(TraceEvent.IpiSendCpumask event) {
    OpenCall bare = null;
    for (int cpu = event.cpumask().next(0); cpu >= 0; cpu = event.cpumask().next(cpu + 1)) {
      if (!belongsToCall(event.callback(), cpu)) {
        bare = (bare == null) ? begin(CallKind.IPI, event.callback(), event.callsite()) : bare;
        bare.addInterrupted(cpu);
      }
    }
    if (bare != null) {
      bare.close();
    }
    return null;
  }

  @Override
  public @Nullable Void visit(TraceEvent.PurgeVmapAreaLazy event) {
    OpenCall flush = awaitingRangeByPid.remove(current().header().pid());
    if (flush != null) {
      if (Long.compareUnsigned(event.start(), event.end()) < 0) {
        flush.setRange(new LinearRange(event.start(), event.end()));
      } else {
        flush.noRange();
      }
    }
    return null;
  }

  /* An IPI without a callback is a reschedule and belongs to no queued call. */
  private boolean belongsToCall(KernelSymbol callback, int target) {
    TraceHeader header = current().header();
    OpenCall open = callback.isNull() ? null : currentBySender[header.cpu()];
    return open != null && open.interrupt(header, target);
  }

  private OpenCall begin(CallKind kind, KernelSymbol func, KernelSymbol callsite) {
    TraceHeader header = current().header();
    CallStack stack = current().stack();
    OpenCall call = new OpenCall(header, func, callsite, stack, cause(kind, func, stack));
    if (call.cause().operation() instanceof KernelTlbFlush
        && call.cause().chain().contains(PURGE)) {
      call.awaitRange();
      OpenCall earlier = awaitingRangeByPid.put(header.pid(), call);
      if (earlier != null) {
        earlier.noRange();
      }
    }
    waiting.add(call);
    return call;
  }

  private Cause cause(CallKind kind, KernelSymbol func, CallStack stack) {
    CauseKey key = new CauseKey(kind, func.name(), stack);
    Cause known = causes.get(key);
    if (known != null) {
      return known;
    }
    if (causes.size() == MAX_CAUSES) {
      causes.clear();
    }
    Cause cause = rules.causeOf(kind, func.name(), stack.frames());
    causes.put(key, cause);
    return cause;
  }
}
