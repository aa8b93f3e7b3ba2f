package org.emukernel.scenarios.trace.dat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emukernel.api.trace.TraceFormat;
import org.emukernel.api.trace.TraceReader;
import org.emukernel.api.trace.TraceRecord;
import org.emukernel.api.trace.TraceSyntaxException;
import org.emukernel.scenarios.trace.BytesSource;
import org.emukernel.scenarios.trace.PerfScriptFormat;
import org.emukernel.scenarios.trace.TraceCmdReportFormat;
import org.emukernel.scenarios.trace.TracefsTextFormat;

/**
 * Reads whatever Jazzer thinks of as a recording, in the form that recognises it: it must end with
 * events and warnings or with the one error.
 *
 * <pre>
 * mvn -B -ntp -Pfuzz -pl emu-scenarios -am process-test-classes \\
 *   -Dfuzz.target=org.emukernel.scenarios.trace.dat.FuzzedRecordings -Dfuzz.seconds=600
 * </pre>
 */
public final class FuzzedRecordings {
  private static final List<TraceFormat> FORMATS =
      List.of(
          new TraceDatFormat(),
          new PerfScriptFormat(),
          new TracefsTextFormat(),
          new TraceCmdReportFormat());

  private FuzzedRecordings() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    for (TraceFormat format : FORMATS) {
      if (format.recognises(data)) {
        read(format, data);
        return;
      }
    }
  }

  private static void read(TraceFormat format, byte[] data) throws IOException {
    long events = 0;
    try (TraceReader reader = format.open(new BytesSource(data))) {
      for (TraceRecord record = reader.next(); record != null; record = reader.next()) {
        events++;
      }
      if (events == 0 || events != reader.diagnostics().events()) {
        throw new IllegalStateException(events + " events, counted otherwise");
      }
    } catch (TraceSyntaxException e) {
      if (String.valueOf(e.getMessage()).lines().count() != 1) {
        throw new IllegalStateException("not one line: " + e.getMessage());
      }
    }
  }

  /** Writes what Jazzer begins with into the directory. */
  public static void main(String[] arguments) throws IOException {
    Path corpus = Files.createDirectories(Path.of(arguments[0]));
    DatBuilder dat = new DatBuilder().tlbFlush();
    dat.format("ftrace", "kernel_stack", 4, "int size 8 4 1", "long caller[] 16 0 0");
    dat.format("ftrace", "print", 5, "unsigned long ip 8 8 0", "char buf[] 16 0 0");
    dat.format("sched", "other", 40, "__data_loc char[] what 8 4 0", "int prio 12 4 1");
    byte[] flush = dat.flush(7, 3, 1);
    byte[] stack = dat.record(4, 7, 32).putInt(8, 2).putLong(16, -1L >>> 33 << 33).array();
    byte[] other = dat.record(40, 7, 20).putInt(8, 4 << 16 | 16).putInt(16, 0x00636261).array();
    dat.pages(0, dat.page(9).event(1, flush).longEvent(1, stack).timeExtend(1L << 30));
    dat.pages(1, dat.page(5).event(1, other).timeStamp(1L << 31).event(1, flush).lost(3));
    Files.write(corpus.resolve("version-6"), dat.version6());
    for (DatCompression compression : DatCompression.values()) {
      Files.write(corpus.resolve("version-7-" + compression), dat.version7(compression));
    }
    Files.writeString(
        corpus.resolve("tracefs"),
        "# tracer: nop\n"
            + " a-1 [000] d..1. 1.000000: csd_queue_cpu: cpu=1 callsite=f+0x1/0x2 func=g csd=1\n"
            + " a-1 [000] d..1. 1.000001: <stack trace>\n => f\n",
        UTF_8);
    Files.writeString(
        corpus.resolve("perf"),
        "a 1/2 [000] 1.000000: ipi:ipi_send_cpumask: [FAILED TO PARSE] cpumask=ARRAY[03, 00]"
            + " callsite=0x1 callback=0x0\n\tffffffff814415f3 f+0xc3 ([kernel.kallsyms])\n\n"
            + "a 1 [000] 1.000001: PERF_RECORD_LOST lost 9\n",
        UTF_8);
  }
}
