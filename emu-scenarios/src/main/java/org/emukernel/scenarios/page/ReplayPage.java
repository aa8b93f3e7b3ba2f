package org.emukernel.scenarios.page;

import java.util.Comparator;
import java.util.Locale;
import org.emukernel.scenarios.report.ReplayJson;
import org.emukernel.scenarios.report.ReplayReport;
import org.emukernel.scenarios.report.ReplayText;

/** The page of a recording's replay. */
public final class ReplayPage {

  private ReplayPage() {}

  /**
   * {@return the page}
   *
   * @param calls heard the recording's calls
   */
  public static String of(ReplayReport replay, Asked asked, RecordedTimeline calls) {
    return new HtmlPage(
            "replay",
            HtmlPage.fileName(replay.trace()),
            Tone.PLAIN,
            "replayed",
            why(replay),
            asked,
            ReplayText.of(replay),
            json -> {
              json.writeFieldName("result");
              json.writeRawValue(ReplayJson.of(replay).strip());
              int[] isolated = replay.isolated().stream().toArray();
              json.writeFieldName("isolated_cpus");
              json.writeArray(isolated, 0, isolated.length);
              json.writeArrayFieldStart("timelines");
              calls.timeline(replay.isolated()).write(json);
              json.writeEndArray();
            })
        .html();
  }

  private static String why(ReplayReport replay) {
    return replay.strategies().stream()
        .min(Comparator.comparingLong(ReplayReport.Outcome::ipis))
        .map(
            best ->
                String.format(
                    Locale.ROOT,
                    "Fewest IPIs to isolated CPUs: %,d under %s, which lets %,d requests wait; the"
                        + " most: %,d.",
                    best.ipis(),
                    best.name(),
                    best.deferred(),
                    most(replay)))
        .orElse("No strategy was compared.");
  }

  private static long most(ReplayReport replay) {
    return replay.strategies().stream().mapToLong(ReplayReport.Outcome::ipis).max().orElse(0);
  }
}
