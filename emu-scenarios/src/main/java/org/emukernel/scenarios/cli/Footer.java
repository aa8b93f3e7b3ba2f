package org.emukernel.scenarios.cli;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Locale;
import org.emukernel.scenarios.report.HumanTime;
import org.emukernel.scenarios.report.RunReport;
import org.emukernel.scenarios.report.StrategyResult;

/** Says what a run took in the real world; never part of a result. */
final class Footer {

  private static final long MIB = 1L << 20;

  private final long startNs;

  private Footer(long startNs) {
    this.startNs = startNs;
  }

  static Footer start() {
    return new Footer(System.nanoTime());
  }

  String line(RunReport report) {
    long ns = Math.max(1, System.nanoTime() - startNs);
    long events = report.results().stream().mapToLong(StrategyResult::events).sum();
    long instructions =
        report.results().stream().mapToLong(StrategyResult::guestInstructions).sum();
    return String.format(
        Locale.ROOT,
        "%s of wall time, %.1f M events/s, %.1f M guest instructions/s, heap at most %d MiB",
        HumanTime.of(ns),
        1e3 * events / ns,
        1e3 * instructions / ns,
        peakHeapBytes() / MIB);
  }

  /* The pools peak at different times: an upper bound. */
  private static long peakHeapBytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }
}
