package org.emukernel.scenarios.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One column of results over seeds: means by configuration and strategy, and all pairs of
 * strategies of a configuration.
 *
 * @param metric the column
 * @param confidence of intervals, such as 0.95; differences are significant at 1 - confidence
 * @param columns the settings by which configurations differ
 * @param means in the rows' order
 * @param comparisons in the rows' order
 * @param adjusted their p-values after Holm, over all of them
 */
public record Statistics(
    String metric,
    double confidence,
    List<String> columns,
    List<StrategyMean> means,
    List<Comparison> comparisons,
    double[] adjusted) {

  /* Pairs: the same seed gives every strategy the same arrivals, so that what seeds have in common cancels. */

  /**
   * A strategy's mean in one configuration.
   *
   * @param configuration its values of the telling columns
   */
  record StrategyMean(List<String> configuration, String strategy, Interval interval) {}

  /** Copies the lists. */
  public Statistics {
    columns = List.copyOf(columns);
    means = List.copyOf(means);
    comparisons = List.copyOf(comparisons);
    adjusted = adjusted.clone();
  }

  /** {@return what a column of the rows comes to; rows without a value in it count not} */
  public static Statistics of(ResultRows rows, String metric, double confidence) {
    Configurations configurations = Configurations.of(rows);
    List<StrategyMean> means = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    configurations
        .members()
        .forEach(
            (configuration, members) -> {
              Map<String, SortedMap<String, Double>> samples = samples(members, metric);
              samples.forEach(
                  (strategy, bySeed) ->
                      means.add(
                          new StrategyMean(
                              configuration,
                              strategy,
                              Interval.of(values(bySeed, bySeed.keySet()), confidence))));
              comparisons.addAll(pairs(configuration, samples, confidence));
            });
    double[] p = comparisons.stream().mapToDouble(Comparison::p).toArray();
    return new Statistics(
        metric, confidence, configurations.columns(), means, comparisons, Holm.adjusted(p));
  }

  private static Map<String, SortedMap<String, Double>> samples(
      List<Map<String, @Nullable Object>> members, String metric) {
    Map<String, SortedMap<String, Double>> samples = new LinkedHashMap<>();
    for (Map<String, @Nullable Object> row : members) {
      if (row.get(metric) instanceof Number value) {
        samples
            .computeIfAbsent(
                String.valueOf(row.get(ResultRows.STRATEGY)), strategy -> new TreeMap<>())
            .put(String.valueOf(row.get(ResultRows.SEED)), value.doubleValue());
      }
    }
    return samples;
  }

  private static List<Comparison> pairs(
      List<String> configuration,
      Map<String, SortedMap<String, Double>> samples,
      double confidence) {
    List<Comparison> pairs = new ArrayList<>();
    List<String> strategies = List.copyOf(samples.keySet());
    for (int i = 0; i < strategies.size(); i++) {
      for (int j = i + 1; j < strategies.size(); j++) {
        SortedMap<String, Double> a = samples.getOrDefault(strategies.get(i), new TreeMap<>());
        SortedMap<String, Double> b = samples.getOrDefault(strategies.get(j), new TreeMap<>());
        SortedSet<String> seeds = new TreeSet<>(a.keySet());
        seeds.retainAll(b.keySet());
        if (seeds.size() > 1) {
          pairs.add(
              Comparison.of(
                  configuration,
                  strategies.get(i),
                  strategies.get(j),
                  values(a, seeds),
                  values(b, seeds),
                  confidence));
        }
      }
    }
    return pairs;
  }

  private static double[] values(SortedMap<String, Double> bySeed, Iterable<String> seeds) {
    List<Double> values = new ArrayList<>();
    seeds.forEach(seed -> values.add(bySeed.getOrDefault(seed, Double.NaN)));
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** {@return whether a difference is significant, all comparisons taken together} */
  boolean isSignificant(int comparison) {
    return adjusted[comparison] < 1 - confidence;
  }

  @Override
  public double[] adjusted() {
    return adjusted.clone();
  }
}
