package org.emukernel.scenarios.top;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.scenarios.report.HumanTime;
import org.emukernel.scenarios.report.TextTable;

/** Writes the counts as a table: a row for each CPU, a column for each of the first sources. */
final class TopTable {

  private static final int SOURCES = 4;
  private static final String NONE = "-";

  private TopTable() {}

  static String of(TopCounts counts, long nowNs) {
    List<String> sources = counts.sources();
    List<String> shown = sources.subList(0, Math.min(SOURCES, sources.size()));
    boolean hasOthers = sources.size() > shown.size();
    List<String> headline =
        new ArrayList<>(List.of("CPU", "IPIs", "mean between", "worst", "deferred"));
    headline.addAll(shown);
    if (hasOthers) {
      headline.add("other");
    }
    TextTable table = new TextTable(TextTable.Alignment.RIGHT, headline.toArray(String[]::new));
    counts.byCpu().forEach((cpu, count) -> table.row(row(cpu, count, nowNs, shown, hasOthers)));
    return table.render();
  }

  private static String[] row(
      int cpu, CpuCount count, long nowNs, List<String> shown, boolean hasOthers) {
    long ipis = count.ipis();
    List<String> cells = new ArrayList<>();
    cells.add(Integer.toString(cpu));
    cells.add(Long.toString(ipis));
    cells.add(ipis == 0 ? NONE : HumanTime.of(nowNs / ipis));
    cells.add(ipis < 2 ? NONE : HumanTime.of(count.shortestNs()));
    cells.add(Long.toString(count.deferred()));
    long others = ipis;
    for (String source : shown) {
      long sent = count.bySource().getOrDefault(source, 0L);
      others -= sent;
      cells.add(Long.toString(sent));
    }
    if (hasOthers) {
      cells.add(Long.toString(others));
    }
    return cells.toArray(String[]::new);
  }
}
