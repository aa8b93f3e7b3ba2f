package org.example.riscv;

import org.emukernel.api.contract.CpuArchitectureContract;
import org.emukernel.api.spi.CpuArchitectureProvider;

/** riscv64 keeps the contract of architectures. */
class RiscvContractTest extends CpuArchitectureContract {

  @Override
  protected CpuArchitectureProvider provider() {
    return new RiscvArchitectureProvider();
  }
}
