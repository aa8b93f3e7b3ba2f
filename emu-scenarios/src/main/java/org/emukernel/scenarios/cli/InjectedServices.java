package org.emukernel.scenarios.cli;

import com.google.inject.Injector;
import java.util.function.Function;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.plugin.PlugIns;
import org.emukernel.scenarios.top.TopSources;
import org.jspecify.annotations.Nullable;

/** Takes everything from an injector that is made at the first question: help needs none. */
final class InjectedServices implements Services {

  private final Function<PlugIns, Injector> source;
  private PlugIns plugIns = PlugIns.NONE;
  private @Nullable Injector injector;

  InjectedServices(Function<PlugIns, Injector> source) {
    this.source = source;
  }

  private <T> T get(Class<T> type) {
    Injector made = injector;
    if (made == null) {
      made = source.apply(plugIns);
      injector = made;
    }
    return made.getInstance(type);
  }

  @Override
  public void plugIn(PlugIns added) {
    plugIns = added;
  }

  @Override
  public Catalogue catalogue() {
    return get(Catalogue.class);
  }

  @Override
  public ScenarioLoader scenarios() {
    return get(ScenarioLoader.class);
  }

  @Override
  public ScenarioRunner runner() {
    return get(ScenarioRunner.class);
  }

  @Override
  public TopSources top() {
    return get(TopSources.class);
  }

  @Override
  public RecordingReplayer replayer() {
    return get(RecordingReplayer.class);
  }

  @Override
  public ScenarioVerifier verifier() {
    return get(ScenarioVerifier.class);
  }

  @Override
  public GridSweeper sweeper() {
    return get(GridSweeper.class);
  }

  @Override
  public ImageChecker checker() {
    return get(ImageChecker.class);
  }

  @Override
  public ImageExporter images() {
    return get(ImageExporter.class);
  }
}
