package org.emukernel.entry.machine;

import java.util.List;
import java.util.stream.IntStream;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.machine.KernelWatch;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.calling.AsmOffsets;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.entry.image.Kernel;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.fault.Vector;
import org.emukernel.x86.reg.Reg;

/** What monitors see of x86 CPUs under Linux's entry code. */
final class X86KernelWatch implements KernelWatch {

  private final List<Cpu> cpus;
  private final PhysicalMemory memory;
  private final Places places;
  private final CodePages code;
  private final boolean hasPairs;
  private final long[] contextTracking;

  X86KernelWatch(
      List<Cpu> cpus, Kernel kernel, KernelSymbols symbols, PhysicalMemory memory, Places places) {
    this.cpus = cpus;
    this.memory = memory;
    this.places = places;
    this.code = new CodePages(kernel.image().sections());
    this.hasPairs = kernel.spec().features().contains(X86Feature.PTI);
    this.contextTracking =
        IntStream.range(0, cpus.size())
            .mapToLong(cpu -> symbols.perCpu(ContextTracking.SYMBOL, cpu) + ContextTracking.STATE)
            .map(linear -> linear - MemoryMap.PAGE_OFFSET)
            .toArray();
  }

  @Override
  public Code codeAt(long linear) {
    return code.at(linear);
  }

  @Override
  public Root loadedRoot(int cpu) {
    if (!hasPairs) {
      return Root.ONLY;
    }
    long cr3 = cpus.get(cpu).registers().get(Reg.CR3);
    return (cr3 >>> AsmOffsets.PTI_USER_PGTABLE_BIT & 1) != 0 ? Root.USER : Root.KERNEL;
  }

  @Override
  public long rcuCounter(int cpu) {
    return memory.read(contextTracking[cpu], Integer.BYTES) / ContextTracking.RCU_WATCHING;
  }

  @Override
  public boolean isFault(int vector) {
    return Vector.isFault(vector);
  }

  @Override
  public String vectorName(int vector) {
    return Vector.of(vector)
        .map(Vector::mnemonic)
        .orElse("interrupt 0x" + Integer.toHexString(vector));
  }

  @Override
  public long faultAddress(int cpu) {
    return cpus.get(cpu).registers().get(Reg.CR2);
  }

  @Override
  public String placeAt(long linear) {
    return places.at(linear);
  }
}
