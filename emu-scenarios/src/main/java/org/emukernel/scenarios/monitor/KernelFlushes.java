package org.emukernel.scenarios.monitor;

import org.emukernel.api.machine.CpuPort;

/** Which kernel range each CPU has others flush at the moment. */
final class KernelFlushes {

  private final boolean[] underWay;
  private final long[] starts;
  private final long[] ends;

  KernelFlushes(int cpus) {
    underWay = new boolean[cpus];
    starts = new long[cpus];
    ends = new long[cpus];
  }

  void started(CpuPort sender, long start, long end) {
    underWay[sender.cpu()] = true;
    starts[sender.cpu()] = start;
    ends[sender.cpu()] = end;
  }

  void completed(CpuPort sender) {
    underWay[sender.cpu()] = false;
  }

  boolean isUnderWay(int sender) {
    return underWay[sender];
  }

  long start(int sender) {
    return starts[sender];
  }

  long end(int sender) {
    return ends[sender];
  }
}
