package org.emukernel.scenarios.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.emukernel.scenarios.cli.RecordingReplayer;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.ReplayJson;
import org.emukernel.scenarios.trace.PerfText;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run in all its forms: text of tracefs, trace-cmd and perf, trace.dat version 6 and 7. */
class FormsOfOneRunTest {
  private static final Path RESOURCES = Path.of("src/test/resources/org/emukernel/scenarios/trace");
  private static final Path TRACEFS = Path.of("../docs/examples/ipi-2cpu.tracefs.txt.gz");
  private static final Path REPORT = RESOURCES.resolve("ipi-2cpu.report.txt.gz");

  private final Injector injector = Guice.createInjector(new EmuModule());

  private String json(Path recording) throws IOException {
    return ReplayJson.of(
            injector
                .getInstance(RecordingReplayer.class)
                .replay(
                    recording,
                    Optional.empty(),
                    TestStrategies.of(injector, "immediate,cr3-signal"),
                    ProgressSink.NONE))
        .lines()
        .filter(line -> !line.startsWith("  \"trace\"") && !line.startsWith("  \"format\""))
        .reduce("", (all, line) -> all + line + "\n");
  }

  @Test
  void replay_everyForm_givesTheSameJson(@TempDir Path dir) throws IOException {
    String expected = json(TRACEFS);
    Path perf = dir.resolve("perf.txt");
    Files.writeString(perf, PerfText.ofReport(REPORT, PerfText.Callchains.PRINTED));

    assertThat(expected).contains("\"do_sync_core\" : 540");
    assertThat(json(REPORT)).isEqualTo(expected);
    assertThat(json(RESOURCES.resolve("ipi-2cpu.v6.dat.gz"))).isEqualTo(expected);
    assertThat(json(RESOURCES.resolve("ipi-2cpu.v7-zstd.dat"))).isEqualTo(expected);
    assertThat(json(perf)).isEqualTo(expected);
  }
}
