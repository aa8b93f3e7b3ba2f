package org.emukernel.scenarios.report;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.emukernel.api.spi.Mean;
import org.emukernel.api.verdict.Violation;

/**
 * What one strategy made of a scenario.
 *
 * @param point of a scenario that goes through several: which; empty if it is run once
 * @param strategy its name
 * @param ipisPerIsolatedCpu IPIs that hit each isolated CPU in user mode, in the CPUs' order
 * @param byCallback the same IPIs by what they were for, such as {@code do_flush_tlb_all}
 * @param byCause the same IPIs by call chain, innermost function first, joined by {@code " <- "}
 * @param deferred requests that waited for the target's next kernel entry
 * @param caughtUp deferred requests that a kernel entry made good
 * @param kernelEntries entries into the kernel by isolated CPUs
 * @param violations what the monitors saw
 * @param kernelWarnings what the kernel refused, each text once, in the order of its first time
 * @param means what the user tasks measured
 * @param places all IPIs to isolated CPUs, by where the targets were
 * @param guestInstructions instructions that the emulated CPUs executed, fast-forwarded ones
 *     included
 * @param events events that the simulator handled
 */
public record StrategyResult(
    String point,
    String strategy,
    List<Long> ipisPerIsolatedCpu,
    Map<String, Long> byCallback,
    Map<String, Long> byCause,
    long deferred,
    long caughtUp,
    long kernelEntries,
    List<Violation> violations,
    List<String> kernelWarnings,
    List<MeasuredMean> means,
    List<IpiPlaces> places,
    long guestInstructions,
    long events) {

  /** Copies the lists and sorts the counts, the largest first. */
  public StrategyResult {
    ipisPerIsolatedCpu = List.copyOf(ipisPerIsolatedCpu);
    byCallback = Counts.sorted(byCallback);
    byCause = Counts.sorted(byCause);
    violations = List.copyOf(violations);
    kernelWarnings = List.copyOf(kernelWarnings);
    means = List.copyOf(means);
    places = List.copyOf(places);
  }

  /** The result of a scenario that is run once and measures nothing. */
  public StrategyResult(
      String strategy,
      List<Long> ipisPerIsolatedCpu,
      Map<String, Long> byCallback,
      Map<String, Long> byCause,
      long deferred,
      long caughtUp,
      long kernelEntries,
      List<Violation> violations,
      List<String> kernelWarnings,
      long guestInstructions,
      long events) {
    this(
        "",
        strategy,
        ipisPerIsolatedCpu,
        byCallback,
        byCause,
        deferred,
        caughtUp,
        kernelEntries,
        violations,
        kernelWarnings,
        List.of(),
        List.of(),
        guestInstructions,
        events);
  }

  /**
   * {@return the same result as that of one point, each mean beside what was published of it}
   *
   * @param where the point's name
   * @param published figures of any strategy and mean
   */
  public StrategyResult at(String where, List<PublishedMean> published) {
    List<MeasuredMean> compared =
        means.stream().map(MeasuredMean::mean).map(mean -> beside(mean, published)).toList();
    return new StrategyResult(
        where,
        strategy,
        ipisPerIsolatedCpu,
        byCallback,
        byCause,
        deferred,
        caughtUp,
        kernelEntries,
        violations,
        kernelWarnings,
        compared,
        places,
        guestInstructions,
        events);
  }

  private MeasuredMean beside(Mean mean, List<PublishedMean> published) {
    return new MeasuredMean(
        mean,
        published.stream()
            .filter(p -> p.strategy().equals(strategy) && p.mean().equals(mean.name()))
            .findFirst());
  }

  /**
   * {@return how many IPIs to isolated CPUs there were}
   *
   * @param which those that are meant
   */
  public long ipis(Predicate<IpiPlaces> which) {
    return places.stream().filter(which).mapToLong(IpiPlaces::count).sum();
  }

  /** {@return what reports call it: the strategy, and the point if there are several} */
  public String title() {
    return point.isEmpty() ? strategy : point + ", " + strategy;
  }

  /** {@return IPIs that hit isolated CPUs in user mode} */
  public long ipisToIsolatedUser() {
    return ipisPerIsolatedCpu.stream().mapToLong(Long::longValue).sum();
  }

  /** {@return the fewest that hit one isolated CPU; 0 if there is none} */
  public long minPerCpu() {
    return ipisPerIsolatedCpu.stream().mapToLong(Long::longValue).min().orElse(0);
  }

  /** {@return the most that hit one isolated CPU; 0 if there is none} */
  public long maxPerCpu() {
    return ipisPerIsolatedCpu.stream().mapToLong(Long::longValue).max().orElse(0);
  }
}
