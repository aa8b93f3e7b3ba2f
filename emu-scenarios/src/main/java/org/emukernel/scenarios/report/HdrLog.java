package org.emukernel.scenarios.report;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** Writes histograms of times as a log that HdrHistogram's tools read. */
public final class HdrLog {

  private HdrLog() {}

  /**
   * {@return the log} One interval from the beginning of virtual time to its end for each tag.
   *
   * @param comment its first line
   * @param seconds virtual time of the run, s
   * @param histograms times in ns, by tag
   */
  public static String of(String comment, double seconds, Map<String, Histogram> histograms) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      HistogramLogWriter log = new HistogramLogWriter(out);
      log.outputLogFormatVersion();
      log.outputComment("[" + comment.replaceAll("\\R", " ") + "]");
      log.outputComment("[Times are ns of virtual time, also Interval_Max]");
      log.outputLegend();
      histograms.forEach(
          (tag, histogram) -> {
            histogram.setTag(tag);
            log.outputIntervalHistogram(0, seconds, histogram, 1);
          });
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
