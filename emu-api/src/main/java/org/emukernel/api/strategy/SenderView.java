package org.emukernel.api.strategy;

import org.emukernel.api.cpu.CpuMask;

/** What a sender can see of the machine while it decides. */
public interface SenderView {

  /** {@return the CPUs that run NOHZ_FULL} */
  CpuMask isolated();

  /** {@return the linear address of a CPU's copy of a per-CPU symbol} */
  long perCpu(String name, int cpu);

  /**
   * {@return a load by the sending CPU: it sees its own stores and what other CPUs' stores have
   * reached memory}
   */
  long load(long linear, int size);

  /** An atomic compare and exchange by the sending CPU. @return the old value */
  long compareExchange(long linear, int size, long expected, long value);
}
