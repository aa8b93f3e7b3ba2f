package org.emukernel.scenarios.monitor;

import org.emukernel.api.machine.CpuPort;

/** Which kernel range each CPU has others flush at the moment. */
final class KernelFlushes {

  /** The first address of the half in which all address spaces are alike. */
  static final long KERNEL_HALF = 0xffff800000000000L;

  private final long[] starts;
  private final long[] ends;

  KernelFlushes(int cpus) {
    starts = new long[cpus];
    ends = new long[cpus];
  }

  /* A kernel flush says nothing of the half of user mode. */
  static long kernelStart(long start) {
    return start >= 0 ? KERNEL_HALF : start;
  }

  void started(CpuPort sender, long start, long end) {
    starts[sender.cpu()] = kernelStart(start);
    ends[sender.cpu()] = end;
  }

  void completed(CpuPort sender) {
    starts[sender.cpu()] = 0;
  }

  boolean isUnderWay(int sender) {
    return starts[sender] != 0;
  }

  long start(int sender) {
    return starts[sender];
  }

  long end(int sender) {
    return ends[sender];
  }
}
