package org.emukernel.x86.smp;

import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.strategy.SenderView;

/** The sender's view of the machine: what its own routine can load. */
record FrameSenderView(RoutineFrame frame) implements SenderView {

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
}
