package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.TestCatalogue;
import org.emukernel.scenarios.plugin.PlugIns;
import org.emukernel.scenarios.report.Reports;
import org.emukernel.scenarios.top.TopSources;

/** Services whose answers a test chooses. */
final class FakeServices implements Services {

  private final Catalogue catalogue = TestCatalogue.create();
  private ScenarioRunner runner =
      (settings, listeners, progress) -> Reports.run(List.of(), Optional.empty());
  private RecordingReplayer replayer =
      (file, isolated, strategies, listener, progress) -> Reports.replay();

  private GridSweeper sweeper =
      (request, progress) -> {
        throw new IllegalStateException("no sweep was expected");
      };

  FakeServices runner(ScenarioRunner answer) {
    runner = answer;
    return this;
  }

  FakeServices sweeper(GridSweeper answer) {
    sweeper = answer;
    return this;
  }

  FakeServices replayer(RecordingReplayer answer) {
    replayer = answer;
    return this;
  }

  static IOException notARecording() {
    return new IOException("line 3: found \"x\", expected an event");
  }

  @Override
  public void plugIn(PlugIns plugIns) {}

  @Override
  public Catalogue catalogue() {
    return catalogue;
  }

  @Override
  public ScenarioLoader scenarios() {
    return new ScenarioLoader(catalogue);
  }

  @Override
  public ScenarioRunner runner() {
    return runner;
  }

  @Override
  public TopSources top() {
    throw new IllegalStateException("no live table was expected");
  }

  @Override
  public RecordingReplayer replayer() {
    return replayer;
  }

  @Override
  public ScenarioVerifier verifier() {
    throw new IllegalStateException("no search was expected");
  }

  @Override
  public GridSweeper sweeper() {
    return sweeper;
  }

  @Override
  public ImageChecker checker() {
    throw new IllegalStateException("no check was expected");
  }

  @Override
  public ImageExporter images() {
    return settings -> new byte[] {0x7f, 'E', 'L', 'F'};
  }
}
