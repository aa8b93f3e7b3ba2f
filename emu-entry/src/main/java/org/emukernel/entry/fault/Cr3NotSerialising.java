package org.emukernel.entry.fault;

import org.emukernel.api.kernel.Routine;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.x86.exec.CpuModel;

/**
 * {@code cr3-not-serialising}: MOV to CR3 neither drains the store buffer nor refetches the
 * instruction stream. {@code cr3-signal} has nothing else that makes a deferred text sync good.
 */
public final class Cr3NotSerialising implements PlantedFaultProvider {

  @Override
  public String name() {
    return "cr3-not-serialising";
  }

  @Override
  public String description() {
    return "MOV to CR3 does not serialise, which cr3-signal's deferred text syncs rely on";
  }

  @Override
  public String caughtBy() {
    return "deferred-and-skipped";
  }

  @Override
  public Routine plantIn(Routine routine) {
    return routine;
  }

  @Override
  public <T> T plantIn(Class<T> type, T part) {
    return part instanceof CpuModel model
        ? type.cast(model.with(CpuModel.Cr3Serialization.NO))
        : part;
  }
}
