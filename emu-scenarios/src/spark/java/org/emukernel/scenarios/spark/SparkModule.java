package org.emukernel.scenarios.spark;

import com.google.inject.AbstractModule;
import org.emukernel.scenarios.sweep.SweepEngine;

/** Puts the cluster in the place of this machine's processors. */
final class SparkModule extends AbstractModule {

  private final SparkMaster master;

  SparkModule(SparkMaster master) {
    this.master = master;
  }

  @Override
  protected void configure() {
    bind(SparkMaster.class).toInstance(master);
    bind(SweepEngine.class).to(SparkEngine.class);
  }
}
