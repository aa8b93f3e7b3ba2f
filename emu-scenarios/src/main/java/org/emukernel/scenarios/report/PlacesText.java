package org.emukernel.scenarios.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.Predicate;
import org.emukernel.scenarios.report.IpiPlaces.Kind;
import org.emukernel.scenarios.report.IpiPlaces.Place;

/**
 * The residue: what a strategy sends to isolated CPUs although it might wait, by where the target
 * was when the sender decided and whether the interrupt found it in user mode; and what must not
 * wait.
 */
final class PlacesText {

  private static final long NS_PER_HOUR = 3_600_000_000_000L;

  private PlacesText() {}

  /** {@return whether a strategy was asked about IPIs and sent them} */
  static boolean isTold(StrategyResult result) {
    return result.ipis(PlacesText::mayWait) > 0;
  }

  /** Appends the table; nothing if no strategy sent what might wait. */
  static void append(StringBuilder out, RunReport run) {
    if (run.results().stream().noneMatch(PlacesText::isTold)) {
      return;
    }
    TextTable table =
        new TextTable(
            TextTable.Alignment.RIGHT,
            "IPIs to isolated CPUs",
            "may wait",
            "sent",
            "decided: user",
            "entry",
            "idle",
            "kernel, leaving",
            "kernel",
            "must not wait",
            "residue per hour",
            "per million");
    run.results().stream()
        .filter(result -> result.deferred() + result.ipis(PlacesText::mayWait) > 0)
        .forEach(result -> row(table, run, result));
    out.append('\n').append(table.render());
    out.append("may wait: requests; sent: of these; residue: those that user mode saw, per million")
        .append(" of those that may wait.\n");
  }

  private static void row(TextTable table, RunReport run, StrategyResult result) {
    long sent = result.ipis(PlacesText::mayWait);
    long requests = result.deferred() + sent;
    long residue = result.ipis(p -> mayWait(p) && p.arrived().isTakenInUserMode());
    table.row(
        result.title(),
        String.valueOf(requests),
        String.valueOf(sent),
        count(result, p -> mayWait(p) && p.decided() == Place.USER),
        count(result, p -> mayWait(p) && p.decided() == Place.ENTRY),
        count(result, p -> mayWait(p) && p.decided() == Place.IDLE),
        count(result, p -> mayWait(p) && inKernel(p) && p.arrived().isTakenInUserMode()),
        count(result, p -> mayWait(p) && inKernel(p) && !p.arrived().isTakenInUserMode()),
        count(result, p -> !mayWait(p) && p.arrived().isTakenInUserMode()),
        scaled(residue, NS_PER_HOUR, run.virtualNs()),
        scaled(residue, 1_000_000, requests));
  }

  private static boolean mayWait(IpiPlaces places) {
    return places.kind() == Kind.MAY_WAIT;
  }

  private static boolean inKernel(IpiPlaces places) {
    return places.decided() == Place.KERNEL || places.decided() == Place.EXIT;
  }

  private static String count(StrategyResult result, Predicate<IpiPlaces> which) {
    return String.valueOf(result.ipis(which));
  }

  private static String scaled(long count, long factor, long divisor) {
    return BigDecimal.valueOf(count)
        .multiply(BigDecimal.valueOf(factor))
        .divide(BigDecimal.valueOf(divisor), 0, RoundingMode.HALF_EVEN)
        .toPlainString();
  }
}
