package org.emukernel.scenarios.monitor;

import org.emukernel.api.machine.CpuPort;

/** Which kernel range each CPU has others flush at the moment. */
final class KernelFlushes {

  private static final int UNDER_WAY = 0;
  private static final int START = 1;
  private static final int END = 2;

  static final int CELLS = 3;

  private final Cells cells;

  KernelFlushes(Cells cells) {
    this.cells = cells;
  }

  void started(CpuPort sender, long start, long end) {
    cells.set(sender.cpu(), UNDER_WAY, 1);
    cells.set(sender.cpu(), START, start);
    cells.set(sender.cpu(), END, end);
  }

  void completed(CpuPort sender) {
    cells.clear(sender.cpu());
  }

  boolean isUnderWay(int sender) {
    return cells.isSet(sender, UNDER_WAY);
  }

  long start(int sender) {
    return cells.get(sender, START);
  }

  long end(int sender) {
    return cells.get(sender, END);
  }
}
