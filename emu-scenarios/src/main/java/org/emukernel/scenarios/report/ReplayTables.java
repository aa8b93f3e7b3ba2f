package org.emukernel.scenarios.report;

import java.util.List;

/** A replay's report as tables. Call chains stand innermost function first. */
public final class ReplayTables {

  private static final String ARROW = " <- ";

  private ReplayTables() {}

  /** {@return the tables; always the same ones, also where they have no row} */
  public static List<Table> of(ReplayReport replay) {
    Table strategies = new Table("strategies", "trace", "strategy", "ipis", "deferred");
    for (ReplayReport.Outcome outcome : replay.strategies()) {
      strategies.row(replay.trace(), outcome.name(), outcome.ipis(), outcome.deferred());
    }
    Table functions = new Table("functions", "trace", "function", "queued");
    replay.csdQueuedAtIsolated().forEach((name, n) -> functions.row(replay.trace(), name, n));
    Table causes = new Table("causes", "trace", "callback", "chain", "count");
    Table deferrable =
        new Table("deferrable", "trace", "callback", "chain", "strategy", "deferrable");
    for (ReplayReport.Cause cause : replay.causes()) {
      String chain = String.join(ARROW, cause.chain());
      causes.row(replay.trace(), cause.callback(), chain, cause.count());
      cause
          .deferrable()
          .forEach(
              (strategy, n) ->
                  deferrable.row(replay.trace(), cause.callback(), chain, strategy, n));
    }
    return List.of(strategies, functions, causes, deferrable);
  }
}
