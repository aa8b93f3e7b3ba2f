package org.emukernel.scenarios.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.WorkloadProvider;
import org.emukernel.scenarios.report.PublishedMean;

/** Reads {@code emu.published}: figures from elsewhere that the run's own stand beside. */
final class PublishedReader {

  private static final String KEY = "published";
  private static final String PATH = Layers.ROOT + "." + KEY;
  private static final String STRATEGY = "strategy";
  private static final String MEAN = "mean";
  private static final String VALUE = "value";
  private static final String BASIS = "basis";

  private final NamedSet<WorkloadProvider> workloads;
  private final Problems problems;

  PublishedReader(NamedSet<WorkloadProvider> workloads, Problems problems) {
    this.workloads = workloads;
    this.problems = problems;
  }

  /**
   * {@return the figures}
   *
   * @param strategies those of the scenario; a figure of another is not shown
   * @param running the scenario's workloads
   */
  List<PublishedMean> read(Block emu, List<StrategySettings> strategies, List<Settings> running) {
    List<String> labels = strategies.stream().map(StrategySettings::label).toList();
    List<String> means = running.stream().flatMap(this::means).toList();
    List<PublishedMean> published = new ArrayList<>();
    for (ConfigValue value : emu.list(KEY)) {
      if (value instanceof ConfigObject object) {
        figure(new Block(object, PATH, problems), means)
            .filter(figure -> labels.contains(figure.strategy()))
            .ifPresent(published::add);
      } else {
        emu.problem(KEY, Block.describe(value), "a list of blocks { strategy = ..., mean = ... }");
      }
    }
    return published;
  }

  private Stream<String> means(Settings workload) {
    return workloads.find(workload.name()).stream().flatMap(provider -> provider.means().stream());
  }

  private static Optional<PublishedMean> figure(Block block, List<String> means) {
    block.onlyKeys(List.of(STRATEGY, MEAN, VALUE, BASIS));
    Optional<String> strategy = block.text(STRATEGY);
    Optional<String> mean = block.text(MEAN);
    mean.filter(name -> !means.contains(name))
        .ifPresent(
            name ->
                block.problem(
                    MEAN,
                    Quoted.text(name),
                    means.isEmpty()
                        ? "a workload that measures something"
                        : "one of " + String.join(", ", means)));
    Optional<BigDecimal> value = value(block);
    Optional<PublishedMean.Basis> basis = basis(block);
    if (strategy.isEmpty() || mean.isEmpty() || value.isEmpty() || basis.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new PublishedMean(strategy.get(), mean.get(), value.get(), basis.get()));
  }

  private static Optional<BigDecimal> value(Block block) {
    String expected = "a number above 0";
    Optional<String> text = block.text(VALUE, expected);
    try {
      Optional<BigDecimal> value = text.map(BigDecimal::new).filter(n -> n.signum() > 0);
      if (text.isPresent() && value.isEmpty()) {
        block.problem(VALUE, Quoted.text(text.get()), expected);
      }
      return value;
    } catch (NumberFormatException e) {
      block.problem(VALUE, Quoted.text(text.orElse("")), expected);
      return Optional.empty();
    }
  }

  private static Optional<PublishedMean.Basis> basis(Block block) {
    Optional<String> text = block.text(BASIS);
    for (PublishedMean.Basis basis : PublishedMean.Basis.values()) {
      if (text.equals(Optional.of(basis.name().toLowerCase(Locale.ROOT)))) {
        return Optional.of(basis);
      }
    }
    text.ifPresent(found -> block.problem(BASIS, Quoted.text(found), "fitted or predicted"));
    return Optional.empty();
  }
}
