package org.example.riscv;

import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.PlantedFaultProvider;

/** The IPI of a remote fence is acknowledged and no fence is made. */
public final class IpiSkipsFlush implements PlantedFaultProvider {

  @Override
  public String name() {
    return "riscv-ipi-skips-flush";
  }

  @Override
  public String description() {
    return "__ipi_flush_tlb_range_asid() makes no SFENCE.VMA";
  }

  @Override
  public String caughtBy() {
    return "stale-translation";
  }

  @Override
  public Routine plantIn(Routine routine) {
    return routine.symbol().equals(FlushRoutines.IPI_FLUSH) ? new Skipped(routine) : routine;
  }
}
