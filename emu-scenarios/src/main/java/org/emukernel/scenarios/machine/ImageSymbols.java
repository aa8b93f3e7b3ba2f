package org.emukernel.scenarios.machine;

import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.x86.cpu.KernelSymbols;
import org.emukernel.x86.image.KernelImage;

/** The symbols of the loaded image. Lookups by name are kept: what a name means never changes. */
final class ImageSymbols implements KernelSymbols {

  private final KernelImage image;
  private final long perCpuPhysical;
  private final long perCpuBytes;
  private final Map<String, Long> addresses = new HashMap<>();

  ImageSymbols(KernelImage image, long perCpuPhysical, long perCpuBytes) {
    this.image = image;
    this.perCpuPhysical = perCpuPhysical;
    this.perCpuBytes = perCpuBytes;
  }

  @Override
  public long symbol(String name) {
    Long known = addresses.get(name);
    if (known != null) {
      return known;
    }
    try {
      long address = image.address(name);
      addresses.put(name, address);
      return address;
    } catch (NoSuchElementException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public long perCpu(String name, int cpu) {
    return MemoryMap.directMap(perCpuPhysical + cpu * perCpuBytes) + symbol(name);
  }

  @Override
  public String symbolize(long linear) {
    return image.symbolize(linear);
  }
}
