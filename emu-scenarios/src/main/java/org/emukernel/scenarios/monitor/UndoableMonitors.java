package org.emukernel.scenarios.monitor;

import org.emukernel.api.machine.AccessMonitor;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.machine.TextMonitor;
import org.emukernel.api.machine.TlbMonitor;

/**
 * Those of the {@link SafetyMonitors} whose memory is the machine's own state, so that an undo
 * takes it back: translations whose flush has completed, paging structures that were freed,
 * instructions whose sync has, torn ones, user mode in the kernel's memory. A search, which goes
 * back and forth, can rely on these only.
 */
public final class UndoableMonitors
    implements MachineEvents, TlbMonitor, TextMonitor, AccessMonitor {

  private final SafetyMonitors all;

  /** Hands on to some of them what concerns these. */
  public UndoableMonitors(SafetyMonitors all) {
    this.all = all;
  }

  @Override
  public void kernelRangeFlushed(CpuPort cpu, long start, long end) {
    all.kernelRangeFlushed(cpu, start, end);
  }

  @Override
  public void pageTableFreed(CpuPort cpu, long physical) {
    all.pageTableFreed(cpu, physical);
  }

  @Override
  public void textPokeStarted(CpuPort cpu, long linear, byte[] before, byte[] after) {
    all.textPokeStarted(cpu, linear, before, after);
  }

  @Override
  public void textSynced(CpuPort cpu, long linear, int length) {
    all.textSynced(cpu, linear, length);
  }

  @Override
  public void condemnedTranslationUsed(int cpu, long linear, long frame) {
    all.condemnedTranslationUsed(cpu, linear, frame);
  }

  @Override
  public void condemnedStructureUsed(int cpu, long linear, long tableFrame) {
    all.condemnedStructureUsed(cpu, linear, tableFrame);
  }

  @Override
  public void freedTableUsed(int cpu, long linear, long tableFrame) {
    all.freedTableUsed(cpu, linear, tableFrame);
  }

  @Override
  public void condemnedTextExecuted(int cpu, long linear, int length) {
    all.condemnedTextExecuted(cpu, linear, length);
  }

  @Override
  public void tornTextExecuted(int cpu, long linear, int length) {
    all.tornTextExecuted(cpu, linear, length);
  }

  @Override
  public CodeKind fetching(int cpu, long linear) {
    return CodeKind.OTHER;
  }

  @Override
  public void kernelAccessedByUser(int cpu, long linear) {
    all.kernelAccessedByUser(cpu, linear);
  }
}
