package org.emukernel.scenarios.report;

import java.util.Arrays;
import java.util.Locale;
import org.emukernel.api.verdict.Verdict;
import org.emukernel.api.verdict.Violation;

/** What a search found, for people. */
public final class VerifyText {

  private VerifyText() {}

  /** {@return the report, each line with its end} */
  public static String of(VerifyReport report) {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "%s under %s, %d CPUs: %s\n",
            report.scenario(),
            report.strategy(),
            report.cpus(),
            verdict(report)));
    String counts =
        String.format(
            Locale.ROOT,
            "%d states, %d transitions, %d choices on the longest way; %s",
            report.states(),
            report.transitions(),
            report.maxDepth(),
            collisions(report));
    Wrapped.append(out, "", Arrays.asList(counts.split(" ")));
    return report.violation().isPresent() ? out + story(report) : out.toString();
  }

  /** {@return how probable it is that a state was taken for another} */
  public static String collisions(VerifyReport report) {
    return report.hashBits() == 0
        ? "whole states were kept"
        : String.format(
            Locale.ROOT,
            "two states may have had one hash with a probability of %.1e",
            report.collisionProbability());
  }

  private static String verdict(VerifyReport report) {
    return switch (report.verdict()) {
      case HOLDS -> "holds: every state was visited";
      case VIOLATED -> "VIOLATED";
      case BOUND -> "no verdict: " + bound(report) + "; no violation until then";
    };
  }

  /** {@return what ended a search without a verdict} */
  public static String bound(VerifyReport report) {
    return report.bound().map(SearchBound::words).orElse("a bound was reached first");
  }

  /** {@return what the replay of a schedule did, each line with its end} */
  public static String ofReplay(VerifyReport report) {
    String headline =
        "%s under %s, %d CPUs, a schedule of %d steps: %s\n"
            .formatted(
                report.scenario(),
                report.strategy(),
                report.cpus(),
                report.transitions(),
                report.verdict() == Verdict.VIOLATED ? "VIOLATED" : "no violation");
    return headline + story(report);
  }

  /** {@return the way to the violation and the monitor's verdict, each line with its end} */
  public static String story(VerifyReport report) {
    StringBuilder out = new StringBuilder("\n");
    out.append(StoryTable.of(report.cpus(), report.steps()));
    report.violation().ifPresent(violation -> append(out, violation));
    return out.toString();
  }

  private static void append(StringBuilder out, Violation violation) {
    out.append(
        String.format(
            Locale.ROOT,
            "\n%s: CPU %d at %s\n",
            violation.monitor(),
            violation.cpu(),
            violation.instruction()));
    Wrapped.append(out, "  ", Arrays.asList(violation.cause().split(" ")));
  }
}
