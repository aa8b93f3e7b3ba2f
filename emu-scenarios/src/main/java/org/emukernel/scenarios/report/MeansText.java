package org.emukernel.scenarios.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What user tasks measured, beside the same under the first strategy and what was published. */
final class MeansText {

  private static final String NONE = "-";

  private final List<StrategyResult> results;
  private final String name;
  private final TextTable table;

  private MeansText(List<StrategyResult> results, String name) {
    this.results = results;
    this.name = name;
    this.table =
        new TextTable(
            TextTable.Alignment.RIGHT,
            name,
            "computed",
            "more than " + results.get(0).strategy(),
            "published",
            "error",
            "basis");
  }

  /** Appends a table for each mean that the run has; nothing if it has none. */
  static void append(StringBuilder out, RunReport run) {
    run.results().stream()
        .flatMap(result -> result.means().stream())
        .map(mean -> mean.mean().name())
        .distinct()
        .forEach(name -> out.append('\n').append(new MeansText(run.results(), name).render()));
  }

  private String render() {
    results.forEach(result -> find(result).ifPresent(mean -> row(result, mean)));
    return table.render();
  }

  private Optional<MeasuredMean> find(StrategyResult result) {
    return result.means().stream().filter(mean -> mean.mean().name().equals(name)).findFirst();
  }

  private void row(StrategyResult result, MeasuredMean mean) {
    Optional<PublishedMean> published = mean.published();
    table.row(
        result.title(),
        mean.value().setScale(1, RoundingMode.HALF_EVEN).toPlainString(),
        first(result).map(first -> percent(mean.value(), first.value())).orElse(NONE),
        published.map(p -> p.value().toPlainString()).orElse(NONE),
        published.map(p -> percent(mean.value(), p.value())).orElse(NONE),
        basis(published));
  }

  /** The mean of the first strategy at the same point, unless that is this one. */
  private Optional<MeasuredMean> first(StrategyResult result) {
    return results.stream()
        .filter(other -> other.point().equals(result.point()))
        .findFirst()
        .filter(other -> other != result)
        .flatMap(this::find);
  }

  /* Where some figures are fitted, one that nothing was published about is a prediction. */
  private String basis(Optional<PublishedMean> published) {
    boolean anyPublished =
        results.stream().flatMap(r -> find(r).stream()).anyMatch(m -> m.published().isPresent());
    return published
        .map(p -> p.basis().name().toLowerCase(Locale.ROOT))
        .orElse(anyPublished ? "predicted" : NONE);
  }

  private static String percent(BigDecimal value, BigDecimal base) {
    if (base.signum() == 0) {
      return NONE;
    }
    BigDecimal percent =
        value.subtract(base).movePointRight(2).divide(base, 1, RoundingMode.HALF_EVEN);
    return (percent.signum() < 0 ? "" : "+") + percent.toPlainString() + " %";
  }
}
