package org.emukernel.mm.smp;

import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.strategy.SenderView;

/**
 * The sender's view of the machine: what its own routine can load.
 *
 * @param frame the routine's
 * @param notes its first local that holds a note
 */
record FrameSenderView(RoutineFrame frame, int notes) implements SenderView {

  @Override
  public int cpu() {
    return frame.cpu();
  }

  @Override
  public CpuMask isolated() {
    return frame.port().isolated();
  }

  @Override
  public long perCpu(String name, int cpu) {
    return frame.port().perCpu(name, cpu);
  }

  @Override
  public long load(long linear, int size) {
    return frame.load(linear, size);
  }

  @Override
  public long compareExchange(long linear, int size, long expected, long value) {
    return frame.compareExchange(linear, size, expected, value);
  }

  @Override
  public void store(long linear, int size, long value) {
    frame.store(linear, size, value);
  }

  @Override
  public long fetchAdd(long linear, int size, long delta) {
    return frame.fetchAdd(linear, size, delta);
  }

  @Override
  public long fetchOr(long linear, int size, long bits) {
    return frame.fetchOr(linear, size, bits);
  }

  @Override
  public long note(int i) {
    return frame.local(notes + i);
  }

  @Override
  public void setNote(int i, long value) {
    frame.setLocal(notes + i, value);
  }

  @Override
  public boolean leaveAtBorder(int target, IpiWork work) {
    return frame.port().leaveAtBorder(target, work);
  }
}
