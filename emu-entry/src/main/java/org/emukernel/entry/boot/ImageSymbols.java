package org.emukernel.entry.boot;

import java.util.HashMap;
import java.util.Map;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.kernel.MissingSymbolException;
import org.emukernel.entry.image.Kernel;
import org.emukernel.x86.image.ImageSymbol;
import org.emukernel.x86.image.KernelImage;

/** The symbols of a loaded kernel, per-CPU ones at each CPU's copy. Immutable. */
public final class ImageSymbols implements KernelSymbols {

  private final KernelImage image;
  private final Map<String, Long> addresses = new HashMap<>();
  private final Map<String, Long> sizes = new HashMap<>();
  private final long firstPerCpuBase;
  private final long perCpuBytes;

  /** Takes the symbols of a kernel on the machine that it was booted on. */
  public ImageSymbols(Kernel kernel, BootSpec spec) {
    this.image = kernel.image();
    this.firstPerCpuBase = MemoryMap.directMap(spec.perCpuPhysical());
    this.perCpuBytes = PerCpuArea.bytes(kernel);
    for (ImageSymbol symbol : image.symbols()) {
      addresses.put(symbol.name(), image.address(symbol.name()));
      sizes.put(symbol.name(), symbol.size());
    }
  }

  @Override
  public long symbol(String name) {
    Long address = addresses.get(name);
    if (address == null) {
      throw new MissingSymbolException(name);
    }
    return address;
  }

  @Override
  public long perCpu(String name, int cpu) {
    return firstPerCpuBase + cpu * perCpuBytes + symbol(name);
  }

  @Override
  public long size(String name) {
    return sizes.getOrDefault(name, 0L);
  }

  @Override
  public String symbolize(long linear) {
    return image.symbolize(linear);
  }
}
