package org.emukernel.scenarios.replay;

import java.util.BitSet;
import org.emukernel.api.address.LinearRange;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.trace.CallStack;
import org.emukernel.api.trace.KernelSymbol;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.scenarios.replay.RecordedOperation.KernelTlbFlush;

/** A call whose events are still coming. */
final class OpenCall {
  private final TraceHeader sender;
  private final KernelSymbol func;
  private final KernelSymbol callsite;
  private final CallStack stack;
  private final Cause cause;
  private final BitSet targets = new BitSet();
  private final BitSet interrupted = new BitSet();
  private RecordedOperation operation;
  private boolean closed;
  private boolean awaitsRange;

  OpenCall(
      TraceHeader sender, KernelSymbol func, KernelSymbol callsite, CallStack stack, Cause cause) {
    this.sender = sender;
    this.func = func;
    this.callsite = callsite;
    this.stack = stack;
    this.cause = cause;
    this.operation = cause.operation();
  }

  /** {@return whether an event that queues for this target is another one of this call} */
  boolean continuesWith(
      TraceHeader header, KernelSymbol func, KernelSymbol callsite, CallStack stack, int target) {
    return !closed
        && interrupted.isEmpty()
        && !targets.get(target)
        && header.pid() == sender.pid()
        && this.func.equals(func)
        && this.callsite.equals(callsite)
        && this.stack.equals(stack);
  }

  void addTarget(int cpu) {
    targets.set(cpu);
  }

  /** Notes the IPI for a target; {@return false if the IPI is not this call's} */
  boolean interrupt(TraceHeader header, int cpu) {
    if (closed || header.pid() != sender.pid() || !targets.get(cpu) || interrupted.get(cpu)) {
      return false;
    }
    interrupted.set(cpu);
    closed = interrupted.cardinality() == targets.cardinality();
    return true;
  }

  /** Adds a target that got an IPI and nothing else. */
  void addInterrupted(int cpu) {
    targets.set(cpu);
    interrupted.set(cpu);
  }

  void close() {
    closed = true;
  }

  void awaitRange() {
    awaitsRange = true;
  }

  void noRange() {
    awaitsRange = false;
  }

  /** Completes a flush with the range that the purge behind it names. */
  void setRange(LinearRange range) {
    awaitsRange = false;
    if (operation instanceof KernelTlbFlush flush) {
      operation = flush.withRange(range);
    }
  }

  Cause cause() {
    return cause;
  }

  boolean awaitsRange() {
    return awaitsRange;
  }

  boolean isComplete() {
    return closed && !awaitsRange;
  }

  RecordedCall toCall() {
    CpuMask called = mask(targets);
    CpuMask got = targets.equals(interrupted) ? called : mask(interrupted);
    return new RecordedCall(sender, cause, called, got, operation);
  }

  private static CpuMask mask(BitSet cpus) {
    int first = cpus.nextSetBit(0);
    if (first < 0) {
      return CpuMask.none();
    }
    int end = cpus.nextClearBit(first);
    return (cpus.nextSetBit(end) < 0)
        ? CpuMask.range(first, end)
        : CpuMask.of(cpus.stream().toArray());
  }
}
