package org.emukernel.scenarios.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import jakarta.inject.Singleton;
import java.util.ServiceLoader;
import org.emukernel.api.spi.CpuArchitectureProvider;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Named;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.api.spi.ScenarioPack;
import org.emukernel.api.spi.WorkloadProvider;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.config.NamedSet;

/** The plug-ins on the class path. */
final class CatalogueModule extends AbstractModule {

  @Provides
  @Singleton
  Catalogue catalogue(
      NamedSet<DeferralStrategyProvider> strategies,
      NamedSet<CpuArchitectureProvider> architectures,
      NamedSet<ScenarioPack> packs,
      NamedSet<WorkloadProvider> workloads,
      NamedSet<PlantedFaultProvider> faults) {
    return new Catalogue(strategies, architectures, packs, workloads, faults);
  }

  @Provides
  @Singleton
  NamedSet<DeferralStrategyProvider> strategies() {
    return found("strategy", DeferralStrategyProvider.class);
  }

  @Provides
  @Singleton
  NamedSet<CpuArchitectureProvider> architectures() {
    return found("architecture", CpuArchitectureProvider.class);
  }

  @Provides
  @Singleton
  NamedSet<ScenarioPack> packs() {
    return found("pack", ScenarioPack.class);
  }

  @Provides
  @Singleton
  NamedSet<WorkloadProvider> workloads() {
    return found("workload", WorkloadProvider.class);
  }

  @Provides
  @Singleton
  NamedSet<PlantedFaultProvider> faults() {
    return found("fault", PlantedFaultProvider.class);
  }

  private static <T extends Named> NamedSet<T> found(String kind, Class<T> type) {
    return NamedSet.of(kind, ServiceLoader.load(type, CatalogueModule.class.getClassLoader()));
  }
}
