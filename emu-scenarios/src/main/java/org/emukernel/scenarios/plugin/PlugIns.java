package org.emukernel.scenarios.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.emukernel.api.spi.CpuArchitectureProvider;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Named;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.api.spi.ScenarioPack;
import org.emukernel.api.spi.WorkloadProvider;
import org.emukernel.api.trace.TraceFormat;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.config.NamedSet;

/**
 * What {@link ServiceLoader} finds on this program's class path, and in jars and directories from
 * outside. Each path has a class loader of its own below this program's, so that two plug-ins may
 * bring different versions of a library; a plug-in with libraries is a directory of jars.
 *
 * <p>A provider from outside that cannot be used is left out and reported in one line; the others
 * are there all the same.
 */
public final class PlugIns implements AutoCloseable {

  /** Nothing from outside. */
  public static final PlugIns NONE = new PlugIns(List.of(), complaint -> {});

  private static final List<Class<? extends Named>> TYPES =
      List.of(
          DeferralStrategyProvider.class,
          CpuArchitectureProvider.class,
          ScenarioPack.class,
          WorkloadProvider.class,
          PlantedFaultProvider.class,
          TraceFormat.class);

  private static final String NOTHING =
      "offers nothing: found no file META-INF/services/TYPE, expected one for a type of"
          + " org.emukernel.api.spi";

  private final List<PlugIn> outside;
  private final Consumer<String> complaints;

  private PlugIns(List<PlugIn> outside, Consumer<String> complaints) {
    this.outside = outside;
    this.complaints = complaints;
  }

  /**
   * Opens jars and directories.
   *
   * @param paths of jars, or of directories that hold classes or jars
   * @param complaints is told in one line each what was left out and why, when providers are asked
   *     for
   * @throws BadPlugInException if a path is neither
   */
  public static PlugIns open(List<Path> paths, Consumer<String> complaints)
      throws BadPlugInException {
    List<PlugIn> opened = new ArrayList<>();
    PlugIns plugIns = new PlugIns(opened, complaints);
    try {
      for (Path path : paths) {
        PlugIn plugIn = PlugIn.open(path, complaints);
        opened.add(plugIn);
        if (TYPES.stream().noneMatch(type -> ServicesFile.exists(plugIn, type))) {
          complaints.accept(plugIn.complaint(NOTHING));
        }
      }
    } catch (BadPlugInException e) {
      plugIns.close();
      throw e;
    }
    return plugIns;
  }

  /** {@return the jars and directories from outside} */
  public List<Path> paths() {
    return outside.stream().map(PlugIn::path).toList();
  }

  /** {@return everything that a scenario can name} */
  public Catalogue catalogue() {
    return new Catalogue(
        named("strategy", DeferralStrategyProvider.class),
        named("architecture", CpuArchitectureProvider.class),
        named("pack", ScenarioPack.class),
        named("workload", WorkloadProvider.class),
        named("fault", PlantedFaultProvider.class));
  }

  /** {@return the forms that recordings may have} */
  public List<TraceFormat> traceFormats() {
    return List.copyOf(named("trace format", TraceFormat.class).members());
  }

  private <T extends Named> NamedSet<T> named(String kind, Class<T> type) {
    ClassLoader own = PlugIns.class.getClassLoader();
    NamedSet<T> known = NamedSet.of(kind, ServiceLoader.load(type, own));
    Map<String, T> all = new TreeMap<>(known.byName());
    for (PlugIn plugIn : outside) {
      Providers<T> providers = new Providers<>(plugIn, kind, type, complaints);
      providers.usable().forEach(provider -> add(provider, all, providers));
    }
    return NamedSet.of(kind, all.values());
  }

  private static <T extends Named> void add(
      T provider, Map<String, T> all, Providers<T> providers) {
    T other = all.putIfAbsent(provider.name(), provider);
    if (other != null) {
      providers.leaveOut(
          provider.getClass().getName(),
          "the name \"%s\" is taken by %s".formatted(provider.name(), other.getClass().getName()));
    }
  }

  @Override
  public void close() {
    try {
      for (PlugIn plugIn : outside) {
        plugIn.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
