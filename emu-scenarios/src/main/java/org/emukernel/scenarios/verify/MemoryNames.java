package org.emukernel.scenarios.verify;

import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.machine.X86Machine;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.x86.image.KernelImage;

/** Names words of physical memory for people. */
final class MemoryNames {

  private final KernelImage image;
  private final long firstPerCpu;
  private final long perCpuBytes;
  private final int cpus;

  MemoryNames(EmulatedMachine machine) {
    this.image = ((X86Machine) machine.loaded()).kernel().image();
    this.cpus = machine.cpus().size();
    String any = "cpu_number";
    this.firstPerCpu =
        machine.symbols().perCpu(any, 0) - MemoryMap.PAGE_OFFSET - image.address(any);
    this.perCpuBytes =
        cpus == 1 ? 0 : machine.symbols().perCpu(any, 1) - machine.symbols().perCpu(any, 0);
  }

  /** {@return the kernel's name of a word: symbol+offset, of a CPU's own variable with the CPU} */
  String of(long physical) {
    if (physical >= firstPerCpu && perCpuBytes > 0) {
      long cpu = (physical - firstPerCpu) / perCpuBytes;
      if (cpu < cpus) {
        return image.symbolize(physical - firstPerCpu - cpu * perCpuBytes) + " of CPU " + cpu;
      }
    }
    String symbol = image.symbolize(physical + MemoryMap.START_KERNEL_MAP);
    return symbol.startsWith("0x") ? "mem[0x%x]".formatted(physical) : symbol;
  }

  /** {@return whether a word lies behind all the kernel's variables: page tables lie there} */
  boolean isTranslation(long physical) {
    return physical >= firstPerCpu + cpus * perCpuBytes;
  }
}
