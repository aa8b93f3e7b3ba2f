package org.emukernel.scenarios.monitor;

import org.emukernel.api.machine.CpuPort;
import org.emukernel.x86.cpu.AddressSpaceNumbers;
import org.emukernel.x86.mem.Mmu;

/**
 * Which address space each CPU last loaded under which number, so that a flush of user memory
 * condemns what CPUs hold of that address space and nothing else. Heard from the CPUs, not read
 * from the kernel's own bookkeeping.
 */
final class LoadedSpaces {

  private static final long USER_END = 0x8000_0000_0000L;

  private final long[][] roots;
  private final int[] current;
  private int asids;
  private boolean tellsUserModeApart;

  LoadedSpaces(int cpus) {
    this.roots = new long[cpus][AddressSpaceNumbers.TLB_NR_DYN_ASIDS];
    this.current = new int[cpus];
  }

  void loaded(CpuPort cpu, long root, int asid) {
    asids = cpu.addressSpaceTags().asids();
    tellsUserModeApart = cpu.addressSpaceTags().user().isOwn();
    roots[cpu.cpu()][asid] = root;
    current[cpu.cpu()] = asid;
  }

  /** {@return the PCID under which a CPU runs kernel code} */
  int kernelPcid(int cpu) {
    return asids == 1 ? 0 : AddressSpaceNumbers.kernelPcid(current[cpu]);
  }

  void condemn(WatchedMachine machine, long root, long start, long end) {
    long userEnd = end < 0 ? USER_END : end;
    CurrentMapping mapping = machine.currentMapping().of(root);
    for (int cpu = 0; cpu < roots.length; cpu++) {
      for (int asid = 0; asid < asids; asid++) {
        if (roots[cpu][asid] == root) {
          condemn(machine.mmus().get(cpu), asid, start, userEnd, mapping);
        }
      }
    }
  }

  private void condemn(Mmu mmu, int asid, long start, long end, CurrentMapping mapping) {
    if (asids == 1) {
      mmu.condemn(start, end, 0, mapping);
      return;
    }
    mmu.condemn(start, end, AddressSpaceNumbers.kernelPcid(asid), mapping);
    if (tellsUserModeApart) {
      mmu.condemn(start, end, AddressSpaceNumbers.userPcid(asid), mapping);
    }
  }
}
