package org.emukernel.scenarios.monitor;

import org.emukernel.api.machine.CpuPort;

/**
 * Which address space each CPU last loaded under which number, so that a flush of user memory
 * condemns what CPUs hold of that address space and nothing else. Heard from the CPUs, not read
 * from the kernel's own bookkeeping.
 */
final class LoadedSpaces {

  private final long[][] roots;

  LoadedSpaces(int cpus) {
    this.roots = new long[cpus][0];
  }

  void loaded(CpuPort cpu, long root, int asid) {
    if (roots[cpu.cpu()].length == 0) {
      roots[cpu.cpu()] = new long[cpu.addressSpaceTags().asids()];
    }
    roots[cpu.cpu()][asid] = root;
  }

  void condemn(WatchedMachine machine, long root, long start, long end) {
    for (int cpu = 0; cpu < roots.length; cpu++) {
      for (int asid = 0; asid < roots[cpu].length; asid++) {
        if (roots[cpu][asid] == root) {
          machine.stale().condemnUser(cpu, asid, root, start, end);
        }
      }
    }
  }
}
