package org.emukernel.entry.machine;

import java.util.HashMap;
import java.util.Map;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.image.Kernel;
import org.emukernel.x86.cpu.KernelSymbols;
import org.emukernel.x86.image.ImageSymbol;
import org.emukernel.x86.image.KernelImage;

/** The symbols of a loaded kernel, per-CPU ones at each CPU's copy. Immutable. */
public final class TestSymbols implements KernelSymbols {

  private final KernelImage image;
  private final Map<String, Long> addresses = new HashMap<>();
  private final long firstPerCpuBase;
  private final long perCpuBytes;

  /** Takes the symbols of a kernel on the machine that it was booted on. */
  public TestSymbols(Kernel kernel, long perCpuPhysical, long perCpuBytes) {
    this.image = kernel.image();
    this.firstPerCpuBase = MemoryMap.directMap(perCpuPhysical);
    this.perCpuBytes = perCpuBytes;
    for (ImageSymbol symbol : image.symbols()) {
      addresses.put(symbol.name(), image.address(symbol.name()));
    }
  }

  @Override
  public long symbol(String name) {
    Long address = addresses.get(name);
    if (address == null) {
      throw new IllegalArgumentException("no symbol " + name + " in the kernel image");
    }
    return address;
  }

  @Override
  public long perCpu(String name, int cpu) {
    return firstPerCpuBase + cpu * perCpuBytes + symbol(name);
  }

  @Override
  public String symbolize(long linear) {
    return image.symbolize(linear);
  }
}
