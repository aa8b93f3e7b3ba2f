package org.emukernel.scenarios.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A replay's report for people. */
public final class ReplayText {

  private ReplayText() {}

  /** {@return the report, each line with its end} */
  public static String of(ReplayReport replay) {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "%s: %s, %d events, %d CPUs, isolated %s\n",
            replay.trace(),
            replay.format(),
            replay.events(),
            replay.cpus(),
            replay.isolated().isEmpty() ? "none" : replay.isolated().toCpuList()));
    out.append("\nWork for isolated CPUs, under each strategy:\n\n").append(strategies(replay));
    if (!replay.csdQueuedAtIsolated().isEmpty()) {
      out.append("\nFunctions queued at isolated CPUs:\n\n");
      TextTable table = new TextTable(TextTable.Alignment.RIGHT, "function", "queued");
      replay.csdQueuedAtIsolated().forEach((name, n) -> table.row(name, n.toString()));
      out.append(table.render());
    }
    if (!replay.causes().isEmpty()) {
      out.append("\nWhere they came from:\n");
      replay.causes().forEach(cause -> append(out, cause));
    }
    return out.toString();
  }

  private static String strategies(ReplayReport replay) {
    TextTable table = new TextTable(TextTable.Alignment.RIGHT, "strategy", "IPIs", "deferred");
    for (ReplayReport.Outcome outcome : replay.strategies()) {
      table.row(outcome.name(), String.valueOf(outcome.ipis()), String.valueOf(outcome.deferred()));
    }
    return table.render();
  }

  private static void append(StringBuilder out, ReplayReport.Cause cause) {
    List<String> deferred = new ArrayList<>();
    for (Map.Entry<String, Long> entry : cause.deferrable().entrySet()) {
      deferred.add(entry.getKey() + " defers " + entry.getValue());
    }
    out.append(String.format(Locale.ROOT, "\n  %d x %s", cause.count(), cause.callback()));
    out.append(cause.title().isEmpty() ? "" : " (" + cause.title() + ")");
    out.append(deferred.isEmpty() ? "\n" : ": " + String.join(", ", deferred) + "\n");
    List<String> words = new ArrayList<>();
    for (int i = 0; i < cause.chain().size(); i++) {
      if (i > 0) {
        words.add("<-");
      }
      words.add(cause.chain().get(i));
    }
    Wrapped.append(out, "    ", words);
  }
}
