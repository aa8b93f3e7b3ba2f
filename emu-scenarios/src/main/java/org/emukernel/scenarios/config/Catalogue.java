package org.emukernel.scenarios.config;

import org.emukernel.api.spi.CpuArchitectureProvider;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.api.spi.ScenarioPack;
import org.emukernel.api.spi.WorkloadProvider;

/**
 * Every plug-in that a scenario can name.
 *
 * @param strategies deferral strategies
 * @param architectures what a machine can be
 * @param packs scenarios that run by name
 * @param workloads what housekeeping CPUs can do
 * @param faults what can be planted
 */
public record Catalogue(
    NamedSet<DeferralStrategyProvider> strategies,
    NamedSet<CpuArchitectureProvider> architectures,
    NamedSet<ScenarioPack> packs,
    NamedSet<WorkloadProvider> workloads,
    NamedSet<PlantedFaultProvider> faults) {}
