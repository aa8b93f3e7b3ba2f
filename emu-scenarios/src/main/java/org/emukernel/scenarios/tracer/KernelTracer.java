package org.emukernel.scenarios.tracer;

import java.util.List;
import java.util.Objects;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiMessage;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.EmulatedCpu;
import org.emukernel.api.machine.TlbFlushReason;
import org.emukernel.api.trace.CallStack;
import org.emukernel.api.trace.IrqVector;
import org.emukernel.api.trace.KernelSymbol;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TraceRecord;
import org.emukernel.api.trace.TransitionCause;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.sim.RunListener;
import org.jspecify.annotations.Nullable;

/**
 * What happens in a machine, as the kernel's tracer would record it: events in the order of their
 * times, each with the task and the kernel stack. What tracepoints of Linux do not tell, that a CPU
 * enters or leaves the kernel, writes CR3 or is let go without its IPI, has events of its own.
 */
public final class KernelTracer implements RunListener {

  private static final String QUEUED_BY = "smp_call_function_many_cond";
  private static final int SYSCALL = -1;

  private final RecordSink sink;
  private final TimeOrder order = new TimeOrder();
  private final MaskIpis masks;
  private final Contexts contexts;
  private final Tasks tasks;
  private final TraceEvent.@Nullable KernelEntry[] entries;
  private @Nullable EmulatedMachine machine;

  /**
   * Traces a machine.
   *
   * @param cpus how many CPUs it has
   * @param isolated which of them are isolated
   * @param sink gets the events; must not use the machine
   */
  public KernelTracer(int cpus, CpuMask isolated, RecordSink sink) {
    this.sink = sink;
    this.masks = new MaskIpis(cpus);
    this.contexts = new Contexts(cpus);
    this.tasks = new Tasks(cpus, isolated);
    this.entries = new TraceEvent.@Nullable KernelEntry[cpus];
  }

  @Override
  public void booted(EmulatedMachine watched) {
    machine = watched;
    sink.booted(watched);
  }

  @Override
  public void passed(long ns) {
    order.release(Math.min(ns, masks.earliestNs()), sink);
  }

  @Override
  public void ended(long ns) {
    for (int cpu = 0; cpu < entries.length; cpu++) {
      masks.end(cpu, order);
    }
    order.release(Long.MAX_VALUE, sink);
    sink.ended();
  }

  private TraceRecord recordOf(CpuPort cpu, TraceEvent event) {
    List<String> chain = cpu.callChain();
    Tasks.Task task = tasks.of(cpu.cpu(), chain);
    return new TraceRecord(header(cpu, task), event, CallStack.of(Tasks.stackOf(chain)));
  }

  private TraceHeader header(CpuPort cpu, Tasks.Task task) {
    return new TraceHeader(task.comm(), task.pid(), cpu.cpu(), cpu.nowNs(), flags(cpu));
  }

  /* Neither need-resched nor the depths of preempt_disable() and migrate_disable() are emulated. */
  private String flags(CpuPort cpu) {
    char irqs = cpu.irqsDisabled() ? 'd' : '.';
    return irqs + "." + contexts.symbol(cpu.cpu()) + "..";
  }

  private void record(CpuPort cpu, TraceEvent event) {
    order.add(recordOf(cpu, event), order.ticket());
  }

  /* At the border there is no kernel stack. */
  private void recordAtBorder(int cpu, TraceEvent event) {
    TraceHeader header = header(port(cpu), tasks.user(cpu));
    order.add(new TraceRecord(header, event, CallStack.EMPTY), order.ticket());
  }

  private EmulatedCpu port(int cpu) {
    return Objects.requireNonNull(machine).cpus().get(cpu);
  }

  private static KernelSymbol function(CpuPort cpu, long linear) {
    return linear == 0 ? KernelSymbol.NULL : symbol(cpu.functionName(linear));
  }

  private static KernelSymbol symbol(String place) {
    int plus = place.lastIndexOf("+0x");
    return plus < 1
        ? new KernelSymbol(place, 0)
        : new KernelSymbol(
            place.substring(0, plus), Long.parseLong(place, plus + 3, place.length(), 16));
  }

  /* _RET_IP_ in the function that holds the tracepoint. */
  private static KernelSymbol callsite(CpuPort sender) {
    List<String> chain = sender.callChain();
    if (chain.isEmpty()) {
      return KernelSymbol.NULL;
    }
    String place = sender.returnPlace(chain.contains(QUEUED_BY) ? QUEUED_BY : chain.get(0));
    return place.isEmpty() ? KernelSymbol.NULL : symbol(place);
  }

  @Override
  public void csdQueued(CpuPort sender, int target, long function, long csd) {
    record(
        sender,
        new TraceEvent.CsdQueueCpu(target, callsite(sender), function(sender, function), csd));
  }

  @Override
  public void ipiSent(CpuPort sender, int target, IpiMessage message, long callback) {
    int cpu = sender.cpu();
    if (message != IpiMessage.CALL_FUNCTION) {
      record(sender, ipi(sender, target, callback));
      return;
    }
    if (!masks.isSending(cpu)) {
      TraceEvent.IpiSendCpu first = ipi(sender, target, callback);
      masks.begin(cpu, recordOf(sender, first), first, order.ticket());
    }
    masks.target(cpu, target);
  }

  private static TraceEvent.IpiSendCpu ipi(CpuPort sender, int target, long callback) {
    return new TraceEvent.IpiSendCpu(target, callsite(sender), function(sender, callback));
  }

  /* The call has sent what it had to send. */
  @Override
  public void waitStarted(CpuPort sender, int target) {
    masks.end(sender.cpu(), order);
  }

  @Override
  public void deferred(CpuPort sender, int target, long function) {
    record(
        sender, new TraceEvent.IpiDeferred(target, callsite(sender), function(sender, function)));
  }

  @Override
  public void csdFunctionEntry(CpuPort cpu, long function, long csd) {
    record(cpu, new TraceEvent.CsdFunctionEntry(function(cpu, function), csd));
  }

  @Override
  public void csdFunctionExit(CpuPort cpu, long function, long csd) {
    record(cpu, new TraceEvent.CsdFunctionExit(function(cpu, function), csd));
  }

  @Override
  public void irqVectorEntry(CpuPort cpu, int vector) {
    IrqVector source = IrqVectors.of(vector);
    if (source != null) {
      record(cpu, new TraceEvent.IrqVectorEntry(source, vector));
    }
  }

  @Override
  public void irqVectorExit(CpuPort cpu, int vector) {
    IrqVector source = IrqVectors.of(vector);
    if (source != null) {
      record(cpu, new TraceEvent.IrqVectorExit(source, vector));
    }
  }

  @Override
  public void allocVmapArea(
      CpuPort cpu, long start, long size, long align, long vstart, long vend, int failed) {
    record(cpu, new TraceEvent.AllocVmapArea(start, size, align, vstart, vend, failed));
  }

  @Override
  public void freeVmapAreaNoflush(CpuPort cpu, long start, long size, long lazy, long lazyMax) {
    record(cpu, new TraceEvent.FreeVmapAreaNoflush(start, lazy, lazyMax));
  }

  @Override
  public void purgeVmapAreaLazy(CpuPort cpu, long start, long end, long purged) {
    record(cpu, new TraceEvent.PurgeVmapAreaLazy(start, end, purged));
  }

  @Override
  public void tlbFlush(CpuPort cpu, TlbFlushReason reason, long pages) {
    record(cpu, new TraceEvent.TlbFlush(reason.ordinal(), pages));
  }

  @Override
  public void rootWritten(int cpu, long value) {
    if (machine != null) {
      recordAtBorder(cpu, new TraceEvent.WriteCr3(cpu, value));
    }
  }

  @Override
  public void kernelEntry(int cpu, int vector) {
    TraceEvent.KernelEntry entry =
        vector == SYSCALL
            ? new TraceEvent.KernelEntry(cpu, TransitionCause.SYSCALL, port(cpu).systemCallNumber())
            : new TraceEvent.KernelEntry(cpu, TransitionCause.VECTOR, vector);
    entries[cpu] = entry;
    recordAtBorder(cpu, entry);
    contexts.enter(cpu, vector);
  }

  @Override
  public void kernelExit(int cpu) {
    contexts.leave(cpu);
    TraceEvent.KernelEntry entry = entries[cpu];
    if (entry != null) {
      recordAtBorder(cpu, new TraceEvent.KernelExit(cpu, entry.cause(), entry.number()));
    }
  }

  @Override
  public void kernelInterrupted(int cpu, int vector, long at) {
    contexts.push(cpu, vector);
  }

  @Override
  public void kernelResumed(int cpu) {
    contexts.pop(cpu);
  }
}
