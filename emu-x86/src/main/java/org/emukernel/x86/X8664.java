package org.emukernel.x86;

import org.emukernel.api.spi.CpuArchitectureProvider;

/** The architecture "x86-64". */
public final class X8664 implements CpuArchitectureProvider {

  @Override
  public String name() {
    return "x86-64";
  }

  @Override
  public String description() {
    return "64-bit mode, 4-level paging, PCIDs, store buffers, local x2APICs, patchable text";
  }

  @Override
  public String manual() {
    return "Intel 64 and IA-32 Architectures Software Developer's Manual";
  }
}
