package org.emukernel.scenarios.verify;

import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.MachineEvents;

/**
 * Hears of what the monitors judge others by: a step that says so cannot be exchanged with theirs.
 */
final class VisibleEvents implements MachineEvents {

  private boolean heard;

  boolean takeHeard() {
    boolean result = heard;
    heard = false;
    return result;
  }

  @Override
  public void kernelRangeFlushed(CpuPort cpu, long start, long end) {
    heard = true;
  }

  @Override
  public void userRangeFlushed(CpuPort cpu, long root, long start, long end) {
    heard = true;
  }

  @Override
  public void pageTableFreed(CpuPort cpu, long physical) {
    heard = true;
  }

  @Override
  public void textPokeStarted(CpuPort cpu, long linear, byte[] before, byte[] after) {
    heard = true;
  }

  @Override
  public void textSynced(CpuPort cpu, long linear, int length) {
    heard = true;
  }
}
