package org.emukernel.scenarios.embed;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Named;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.WorkloadProvider;
import org.emukernel.mm.MemoryOption;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.config.CpuFeature;
import org.emukernel.scenarios.config.NamedSet;
import org.emukernel.scenarios.config.ScenarioDraft;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.report.RunReport;

/**
 * Describes an experiment. What is not said has the default of {@code reference.conf}, as in HOCON:
 * 4 CPUs, none isolated, strategy {@code immediate}, 10 s. Nothing is checked before {@link
 * #build}, which then reports everything that is wrong, each with the method that said it.
 */
public final class ExperimentBuilder {

  private static final String STRATEGIES = "strategies";
  private static final String WORKLOADS = "workloads";
  private static final String FAULTS = "faults";

  private final ScenarioDraft draft = new ScenarioDraft();
  private Catalogue catalogue;

  ExperimentBuilder(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  private ExperimentBuilder set(String method, String key, Object value) {
    draft.set(method + "(" + value + ")", key, value);
    return this;
  }

  /** Names it in reports. */
  public ExperimentBuilder name(String name) {
    return set("name", "scenario", name);
  }

  /** Says what the CPUs are, by the name of an architecture; {@code x86-64} unless said. */
  public ExperimentBuilder architecture(String name) {
    return set("architecture", "machine.architecture", name);
  }

  /** Says how many CPUs there are, 1 to 4096. */
  public ExperimentBuilder cpus(int cpus) {
    return set("cpus", "machine.cpus", cpus);
  }

  /**
   * Says which CPUs run NOHZ_FULL.
   *
   * @param cpuList such as {@code 2-3}; empty for none
   */
  public ExperimentBuilder isolated(String cpuList) {
    return set("isolated", "machine.isolated", cpuList);
  }

  /** Says which CPUs run NOHZ_FULL. */
  public ExperimentBuilder isolated(CpuMask cpus) {
    return isolated(cpus.toCpuList());
  }

  /** Says how much physical memory there is, a multiple of 2 MiB. */
  public ExperimentBuilder memoryMib(int mib) {
    draft.set("memoryMib(" + mib + ")", "machine.memory", mib + " MiB");
    return this;
  }

  /** Gives the CPUs features, or the kernel page-table isolation. */
  public ExperimentBuilder with(CpuFeature... features) {
    for (CpuFeature feature : features) {
      draft.set("with(" + feature + ")", "machine.features." + feature.key(), true);
    }
    return this;
  }

  /** Takes features away. */
  public ExperimentBuilder without(CpuFeature... features) {
    for (CpuFeature feature : features) {
      draft.set("without(" + feature + ")", "machine.features." + feature.key(), false);
    }
    return this;
  }

  /** Makes the kernel's memory management do more than the usual. */
  public ExperimentBuilder kernel(MemoryOption... options) {
    for (MemoryOption option : options) {
      draft.set("kernel(" + option + ")", "kernel." + option.key(), true);
    }
    return this;
  }

  /** Says how many stores a CPU can hold back, 0 to 64. */
  public ExperimentBuilder storeBuffer(int entries) {
    return set("storeBuffer", "machine.store-buffer", entries);
  }

  /** Says how many NMIs reach each CPU at random, in a second on average. */
  public ExperimentBuilder nmisPerSecond(int nmis) {
    return set("nmisPerSecond", "machine.nmis-per-second", nmis);
  }

  /** Says whose costs things have, such as {@code xeon-gold-6248}. */
  public ExperimentBuilder profile(String name) {
    return set("profile", "machine.profile", name);
  }

  /** Adds a strategy with its defaults. */
  public ExperimentBuilder strategy(String name) {
    return strategy(name, Map.of());
  }

  /**
   * Adds a strategy.
   *
   * @param settings as {@code emu list strategies} shows them; a value is written as in HOCON, or
   *     is a number, a truth value, a {@link Duration} or a {@link CpuMask}
   */
  public ExperimentBuilder strategy(String name, Map<String, ?> settings) {
    return add("strategy", STRATEGIES, name, settings);
  }

  /** Adds a strategy that is on no list, with its defaults. */
  public ExperimentBuilder strategy(DeferralStrategyProvider own) {
    return strategy(own, Map.of());
  }

  /** Adds a strategy that is on no list. */
  public ExperimentBuilder strategy(DeferralStrategyProvider own, Map<String, ?> settings) {
    NamedSet<DeferralStrategyProvider> all = own("strategy", catalogue.strategies(), own);
    catalogue =
        new Catalogue(
            all,
            catalogue.architectures(),
            catalogue.packs(),
            catalogue.workloads(),
            catalogue.faults());
    return strategy(own.name(), settings);
  }

  /** Adds a strategy whose settings have been read. */
  public ExperimentBuilder strategy(DeferralStrategyProvider own, Settings settings) {
    Map<String, Object> values = new TreeMap<>(settings.values());
    for (Setting setting : own.settings()) {
      if (setting.type() == SettingType.DURATION) {
        values.put(setting.key(), Duration.ofNanos(settings.durationNs(setting.key())));
      }
    }
    return strategy(own, values);
  }

  /** Adds a workload with its defaults. */
  public ExperimentBuilder workload(String name) {
    return workload(name, Map.of());
  }

  /**
   * Adds a workload.
   *
   * @param settings as {@code emu list workloads} shows them; values as those of strategies
   */
  public ExperimentBuilder workload(String name, Map<String, ?> settings) {
    return add("workload", WORKLOADS, name, settings);
  }

  /** Adds a workload that is on no list. */
  public ExperimentBuilder workload(WorkloadProvider own, Map<String, ?> settings) {
    NamedSet<WorkloadProvider> all = own("workload", catalogue.workloads(), own);
    catalogue =
        new Catalogue(
            catalogue.strategies(),
            catalogue.architectures(),
            catalogue.packs(),
            all,
            catalogue.faults());
    return workload(own.name(), settings);
  }

  /** Plants a fault. */
  public ExperimentBuilder fault(String name) {
    draft.add("fault(" + name + ")", FAULTS, name);
    return this;
  }

  /** Plants a fault that is on no list. */
  public ExperimentBuilder fault(PlantedFaultProvider own) {
    NamedSet<PlantedFaultProvider> all = own("fault", catalogue.faults(), own);
    catalogue =
        new Catalogue(
            catalogue.strategies(),
            catalogue.architectures(),
            catalogue.packs(),
            catalogue.workloads(),
            all);
    return fault(own.name());
  }

  /** Says what every answer that the machine leaves open is drawn from. */
  public ExperimentBuilder seed(long seed) {
    return set("seed", "seed", seed);
  }

  /** Says how much virtual time passes, at most 100 days. */
  public ExperimentBuilder duration(Duration duration) {
    draft.set("duration(" + duration + ")", "duration", written(duration));
    return this;
  }

  /**
   * {@return the experiment}
   *
   * @throws BadScenarioException if anything is wrong; it holds all of it
   */
  public Experiment build() throws BadScenarioException {
    return new Experiment(catalogue, new ScenarioLoader(catalogue).load(draft));
  }

  /**
   * {@return what came of the experiment}
   *
   * @throws BadScenarioException as {@link #build} does
   */
  public RunReport run() throws BadScenarioException {
    return build().run();
  }

  private ExperimentBuilder add(String method, String list, String name, Map<String, ?> settings) {
    Map<String, Object> values =
        settings.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, e -> written(e.getValue()), (a, b) -> b, TreeMap::new));
    draft.add(method + "(" + name + ")", list, name, values);
    return this;
  }

  private static Object written(Object value) {
    if (value instanceof Duration duration) {
      return duration.toNanos() + " ns";
    }
    return value instanceof CpuMask cpus ? cpus.toCpuList() : value;
  }

  /* The same object may be added again, with other settings. */
  private <T extends Named> NamedSet<T> own(String method, NamedSet<T> known, T own) {
    Optional<T> other = known.find(own.name());
    if (other.isEmpty()) {
      return known.with(own);
    }
    if (other.get() != own) {
      draft.problem(
          method + "(" + own.getClass().getName() + ")",
          "the name \"" + own.name() + "\" of " + other.get().getClass().getName(),
          "a name of its own");
    }
    return known;
  }
}
