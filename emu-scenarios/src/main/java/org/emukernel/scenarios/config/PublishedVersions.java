package org.emukernel.scenarios.config;

import java.util.Map;

/**
 * Which versions of the series "context_tracking,x86: Defer some IPIs until a user-&gt;kernel
 * transition" had a strategy as it is set; the strategies' providers have the sources.
 */
public final class PublishedVersions {

  private static final String NONE = "-";

  private PublishedVersions() {}

  /** {@return the versions, such as {@code v6, v7}; {@code -} if it was never published so} */
  public static String of(StrategySettings strategy) {
    Map<String, Object> settings = strategy.settings().values();
    return switch (strategy.name()) {
      case "immediate" -> "mainline";
      case "context-work" -> contextWork(settings);
      case "coalesce-tlbi" -> "v6, v7";
      case "cr3-signal" -> "v8, v9";
      case "latr" -> "LATR";
      default -> NONE;
    };
  }

  private static String contextWork(Map<String, Object> settings) {
    if (!Boolean.TRUE.equals(settings.get("flush-in-nmi-enter"))) {
      return NONE;
    }
    boolean withTlb = "text-and-tlb".equals(settings.get("defers"));
    boolean clears = Boolean.TRUE.equals(settings.get("clear-on-exit"));
    String versions =
        switch (String.valueOf(settings.get("condition"))) {
          case "state" -> clears ? "v4" : "v2, v3";
          case "rcu-watching-v5" -> clears ? "v5, v6" : NONE;
          case "rcu-watching" -> clears ? "v7" : NONE;
          default -> NONE;
        };
    boolean neverHadTlb = versions.equals("v5, v6") || versions.equals("v7");
    return withTlb && neverHadTlb ? versions + " (published for text only)" : versions;
  }
}
