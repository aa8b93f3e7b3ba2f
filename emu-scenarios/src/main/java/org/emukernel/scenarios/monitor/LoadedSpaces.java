package org.emukernel.scenarios.monitor;

import org.emukernel.api.machine.CpuPort;

/**
 * Which address space each CPU last loaded under which number, so that a flush of user memory
 * condemns what CPUs hold of that address space and nothing else. Heard from the CPUs, not read
 * from the kernel's own bookkeeping.
 */
final class LoadedSpaces {

  /** TLB_NR_DYN_ASIDS, arch/x86/include/asm/tlbflush.h: the kernel gives out no more numbers. */
  static final int CELLS = 6;

  private final int cpus;
  private final Cells roots;

  LoadedSpaces(int cpus, Cells roots) {
    this.cpus = cpus;
    this.roots = roots;
  }

  void loaded(CpuPort cpu, long root, int asid) {
    if (asid >= CELLS) {
      throw new IllegalStateException("address space number " + asid + ", expected 0 to 5");
    }
    roots.set(cpu.cpu(), asid, root);
  }

  void condemn(WatchedMachine machine, long root, long start, long end) {
    for (int cpu = 0; cpu < cpus; cpu++) {
      for (int asid = 0; asid < CELLS; asid++) {
        if (roots.get(cpu, asid) == root) {
          machine.stale().condemnUser(cpu, asid, root, start, end);
        }
      }
    }
  }
}
