package org.emukernel.scenarios.embed;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.plugin.BadPlugInException;
import org.emukernel.scenarios.plugin.PlugIns;

/**
 * The emulator inside another program.
 *
 * <pre>{@code
 * try (Emu emu = Emu.open()) {
 *   RunReport report =
 *       emu.experiment()
 *           .cpus(4)
 *           .isolated("2-3")
 *           .strategy("immediate")
 *           .strategy("context-work", Map.of("defers", "text-and-tlb"))
 *           .workload("process-churn", Map.of("processes-per-second", 2000))
 *           .duration(Duration.ofMillis(100))
 *           .run();
 *   report.results().forEach(r -> System.out.println(r.strategy() + " " + r.deferred()));
 * }
 * }</pre>
 *
 * <p>It holds the class loaders of plug-ins until it is closed; experiments and machines of a
 * closed one must not be used if they use plug-ins. Safe for use by several threads.
 */
public final class Emu implements AutoCloseable {

  private final PlugIns plugIns;
  private final Catalogue catalogue;

  private Emu(PlugIns plugIns) {
    this.plugIns = plugIns;
    this.catalogue = plugIns.catalogue();
  }

  /** {@return the emulator with the strategies, workloads, packs and faults of the class path} */
  public static Emu open() {
    return new Emu(PlugIns.NONE);
  }

  /**
   * {@return the same with plug-ins, as {@code emu --plugin} adds them}
   *
   * @param plugIns jars, or directories of classes or jars
   * @param complaints is told in one line each what could not be used and why
   * @throws BadPlugInException if a path is neither
   */
  public static Emu open(List<Path> plugIns, Consumer<String> complaints)
      throws BadPlugInException {
    return new Emu(PlugIns.open(plugIns, complaints));
  }

  /** {@return an experiment to be described in code} */
  public ExperimentBuilder experiment() {
    return new ExperimentBuilder(catalogue);
  }

  /**
   * {@return an experiment that is described in HOCON}
   *
   * @param scenario the name of a pack, or the path of a file
   * @throws BadScenarioException if anything is wrong; it holds all of it, each with file and line
   */
  public Experiment load(String scenario) throws BadScenarioException {
    return new Experiment(catalogue, new ScenarioLoader(catalogue).load(scenario, List.of()));
  }

  /** {@return everything that an experiment can name} */
  public Catalogue catalogue() {
    return catalogue;
  }

  @Override
  public void close() {
    plugIns.close();
  }
}
