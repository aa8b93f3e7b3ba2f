package org.emukernel.scenarios.machine;

import org.emukernel.api.ipi.IpiMessage;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.machine.TlbFlushReason;

/**
 * Tells two listeners, in this order.
 *
 * @param first told first
 * @param second told second
 */
public record BothEvents(MachineEvents first, MachineEvents second) implements MachineEvents {

  @Override
  public void csdQueued(CpuPort sender, int target, long function, long csd) {
    first.csdQueued(sender, target, function, csd);
    second.csdQueued(sender, target, function, csd);
  }

  @Override
  public void ipiSent(CpuPort sender, int target, IpiMessage message, long callback) {
    first.ipiSent(sender, target, message, callback);
    second.ipiSent(sender, target, message, callback);
  }

  @Override
  public void doneAtOnce(CpuPort sender, int target) {
    first.doneAtOnce(sender, target);
    second.doneAtOnce(sender, target);
  }

  @Override
  public void deferred(CpuPort sender, int target, long function) {
    first.deferred(sender, target, function);
    second.deferred(sender, target, function);
  }

  @Override
  public void csdFunctionEntry(CpuPort cpu, long function, long csd) {
    first.csdFunctionEntry(cpu, function, csd);
    second.csdFunctionEntry(cpu, function, csd);
  }

  @Override
  public void csdFunctionExit(CpuPort cpu, long function, long csd) {
    first.csdFunctionExit(cpu, function, csd);
    second.csdFunctionExit(cpu, function, csd);
  }

  @Override
  public void allocVmapArea(
      CpuPort cpu, long start, long size, long align, long vstart, long vend, int failed) {
    first.allocVmapArea(cpu, start, size, align, vstart, vend, failed);
    second.allocVmapArea(cpu, start, size, align, vstart, vend, failed);
  }

  @Override
  public void freeVmapAreaNoflush(CpuPort cpu, long start, long size, long lazy, long lazyMax) {
    first.freeVmapAreaNoflush(cpu, start, size, lazy, lazyMax);
    second.freeVmapAreaNoflush(cpu, start, size, lazy, lazyMax);
  }

  @Override
  public void purgeVmapAreaLazy(CpuPort cpu, long start, long end, long purged) {
    first.purgeVmapAreaLazy(cpu, start, end, purged);
    second.purgeVmapAreaLazy(cpu, start, end, purged);
  }

  @Override
  public void kernelFlushStarted(CpuPort cpu, long start, long end) {
    first.kernelFlushStarted(cpu, start, end);
    second.kernelFlushStarted(cpu, start, end);
  }

  @Override
  public void kernelRangeFlushed(CpuPort cpu, long start, long end) {
    first.kernelRangeFlushed(cpu, start, end);
    second.kernelRangeFlushed(cpu, start, end);
  }

  @Override
  public void pageTableFreed(CpuPort cpu, long physical) {
    first.pageTableFreed(cpu, physical);
    second.pageTableFreed(cpu, physical);
  }

  @Override
  public void tlbFlush(CpuPort cpu, TlbFlushReason reason, long pages) {
    first.tlbFlush(cpu, reason, pages);
    second.tlbFlush(cpu, reason, pages);
  }

  @Override
  public void addressSpaceLoaded(CpuPort cpu, long root, int asid) {
    first.addressSpaceLoaded(cpu, root, asid);
    second.addressSpaceLoaded(cpu, root, asid);
  }

  @Override
  public void userRangeFlushed(CpuPort cpu, long root, long start, long end) {
    first.userRangeFlushed(cpu, root, start, end);
    second.userRangeFlushed(cpu, root, start, end);
  }

  @Override
  public void textPokeStarted(CpuPort cpu, long linear, byte[] before, byte[] after) {
    first.textPokeStarted(cpu, linear, before, after);
    second.textPokeStarted(cpu, linear, before, after);
  }

  @Override
  public void textSynced(CpuPort cpu, long linear, int length) {
    first.textSynced(cpu, linear, length);
    second.textSynced(cpu, linear, length);
  }

  @Override
  public void warning(CpuPort cpu, String what) {
    first.warning(cpu, what);
    second.warning(cpu, what);
  }

  @Override
  public void kernelEntry(int cpu, int vector) {
    first.kernelEntry(cpu, vector);
    second.kernelEntry(cpu, vector);
  }

  @Override
  public void kernelExit(int cpu) {
    first.kernelExit(cpu);
    second.kernelExit(cpu);
  }

  @Override
  public void kernelInterrupted(int cpu, int vector, long at) {
    first.kernelInterrupted(cpu, vector, at);
    second.kernelInterrupted(cpu, vector, at);
  }

  @Override
  public void kernelResumed(int cpu) {
    first.kernelResumed(cpu);
    second.kernelResumed(cpu);
  }

  @Override
  public void irqVectorEntry(CpuPort cpu, int vector) {
    first.irqVectorEntry(cpu, vector);
    second.irqVectorEntry(cpu, vector);
  }

  @Override
  public void irqVectorExit(CpuPort cpu, int vector) {
    first.irqVectorExit(cpu, vector);
    second.irqVectorExit(cpu, vector);
  }

  @Override
  public void rootWritten(int cpu, long value) {
    first.rootWritten(cpu, value);
    second.rootWritten(cpu, value);
  }

  @Override
  public void callReturned(CpuPort sender) {
    first.callReturned(sender);
    second.callReturned(sender);
  }

  @Override
  public void waitStarted(CpuPort sender, int target) {
    first.waitStarted(sender, target);
    second.waitStarted(sender, target);
  }

  @Override
  public void waitEnded(CpuPort sender, int target) {
    first.waitEnded(sender, target);
    second.waitEnded(sender, target);
  }
}
