package org.emukernel.scenarios.monitor;

import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.StaleState;

/**
 * Looks whether the page tables still map an area of vmalloc space when it is freed: its flush,
 * whenever it comes, would be for nothing, since every CPU can walk to the old page again.
 */
final class FreedAreas {

  private final WatchedMachine machine;
  private final ViolationLog log;

  FreedAreas(WatchedMachine machine, ViolationLog log) {
    this.machine = machine;
    this.log = log;
  }

  void freed(CpuPort cpu, long start, long size) {
    long mapped = machine.stale().firstMapped(start, start + size);
    if (mapped != StaleState.UNKNOWN) {
      String cause =
          String.format(
              "CPU %d freed the area 0x%x-0x%x, and the page tables still map 0x%x",
              cpu.cpu(), start, start + size, mapped);
      log.report(machine, SafetyMonitors.FREED_AREA_MAPPED, cpu.cpu(), mapped, cause);
    }
  }
}
