package org.example.riscv;

import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.PlantedFaultProvider;

/** The IPI of flush_icache_all() is acknowledged and no fence is made. */
public final class IpiSkipsFenceI implements PlantedFaultProvider {

  @Override
  public String name() {
    return "riscv-ipi-skips-fence-i";
  }

  @Override
  public String description() {
    return "ipi_remote_fence_i() makes no FENCE.I";
  }

  @Override
  public String caughtBy() {
    return "stale-instruction";
  }

  @Override
  public Routine plantIn(Routine routine) {
    return routine.symbol().equals(FlushRoutines.IPI_FENCE_I) ? new Skipped(routine) : routine;
  }
}
