package org.emukernel.scenarios.embed;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.emukernel.api.ipi.IpiMessage;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.TlbFlushReason;
import org.emukernel.api.trace.CallStack;
import org.emukernel.api.trace.KernelSymbol;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TraceRecord;
import org.emukernel.api.trace.TransitionCause;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.sim.RunListener;
import org.jspecify.annotations.Nullable;

/** What happens in a machine, in the words of the kernel's tracer. */
final class TraceEvents implements RunListener {

  private static final String TASK = "emu";
  private static final String QUEUED_BY = "smp_call_function_many_cond";
  private static final int SYSCALL = -1;

  private final Consumer<TraceRecord> listener;
  private final TraceEvent.@Nullable KernelEntry[] entries;
  private @Nullable EmulatedMachine machine;

  TraceEvents(int cpus, Consumer<TraceRecord> listener) {
    this.listener = listener;
    this.entries = new TraceEvent.@Nullable KernelEntry[cpus];
  }

  @Override
  public void booted(EmulatedMachine watched) {
    machine = watched;
  }

  private void record(CpuPort cpu, TraceEvent event) {
    record(cpu.cpu(), cpu.nowNs(), event, CallStack.of(cpu.callChain()));
  }

  private void record(int cpu, long ns, TraceEvent event, CallStack stack) {
    listener.accept(new TraceRecord(new TraceHeader(TASK, 0, cpu, ns, ""), event, stack));
  }

  private static KernelSymbol function(CpuPort cpu, long linear) {
    return linear == 0 ? KernelSymbol.NULL : new KernelSymbol(cpu.functionName(linear), 0);
  }

  /* _RET_IP_: who called the function that queues. */
  private static KernelSymbol callsite(CpuPort sender) {
    List<String> chain = sender.callChain();
    int caller = chain.indexOf(QUEUED_BY) + 1;
    return caller < chain.size() ? new KernelSymbol(chain.get(caller), 0) : KernelSymbol.NULL;
  }

  @Override
  public void csdQueued(CpuPort sender, int target, long function, long csd) {
    record(
        sender,
        new TraceEvent.CsdQueueCpu(target, callsite(sender), function(sender, function), csd));
  }

  @Override
  public void ipiSent(CpuPort sender, int target, IpiMessage message, long callback) {
    record(sender, new TraceEvent.IpiSendCpu(target, callsite(sender), function(sender, callback)));
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
  public void kernelEntry(int cpu, int vector) {
    EmulatedMachine watched = Objects.requireNonNull(machine);
    TraceEvent.KernelEntry entry =
        vector == SYSCALL
            ? new TraceEvent.KernelEntry(cpu, TransitionCause.SYSCALL, systemCall(watched, cpu))
            : new TraceEvent.KernelEntry(cpu, TransitionCause.VECTOR, vector);
    entries[cpu] = entry;
    record(cpu, watched.nowNs(cpu), entry, CallStack.EMPTY);
  }

  private static int systemCall(EmulatedMachine machine, int cpu) {
    return machine.cpus().get(cpu).systemCallNumber();
  }

  @Override
  public void kernelExit(int cpu) {
    TraceEvent.KernelEntry entry = entries[cpu];
    if (entry != null) {
      TraceEvent exit = new TraceEvent.KernelExit(cpu, entry.cause(), entry.number());
      record(cpu, Objects.requireNonNull(machine).nowNs(cpu), exit, CallStack.EMPTY);
    }
  }
}
