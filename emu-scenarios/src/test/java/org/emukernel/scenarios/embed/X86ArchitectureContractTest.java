package org.emukernel.scenarios.embed;

import java.util.ServiceLoader;
import java.util.Set;
import org.emukernel.api.contract.CpuArchitectureContract;
import org.emukernel.api.spi.CpuArchitectureProvider;

/** x86-64 keeps the contract of architectures. */
class X86ArchitectureContractTest extends CpuArchitectureContract {

  @Override
  protected CpuArchitectureProvider provider() {
    return ServiceLoader.load(CpuArchitectureProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals("x86-64"))
        .findFirst()
        .orElseThrow();
  }

  @Override
  protected Set<String> features() {
    return Set.of("pti", "pcid", "invpcid", "pge", "smep", "smap", "fsgsbase");
  }
}
