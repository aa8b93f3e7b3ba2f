package org.example.embed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.emukernel.scenarios.embed.Emu;
import org.emukernel.scenarios.report.RunReport;
import org.junit.jupiter.api.Test;

class QuietCpusTest {

  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8);

  private String text() {
    return text.toString(StandardCharsets.UTF_8);
  }

  @Test
  void compare_deferralIsQuieter() throws Exception {
    try (Emu emu = Emu.open()) {
      RunReport report = new QuietCpus(emu).compare(out);

      long immediate = report.results().get(0).ipisToIsolatedUser();
      assertTrue(immediate > 0);
      assertEquals(0, report.results().get(0).deferred());
      assertTrue(report.results().get(2).ipisToIsolatedUser() < immediate);
      assertTrue(text().contains("context-work(defers=text-and-tlb)"));
      assertTrue(text().contains("do_sync_core: "));
    }
  }

  @Test
  void watch_stopsAtTheFirstIpi() throws Exception {
    try (Emu emu = Emu.open()) {
      assertTrue(new QuietCpus(emu).watch(out).compareTo(Duration.ofMillis(20)) < 0);
      assertTrue(text().contains("smp_call_function_many_cond"));
      assertTrue(text().contains("CPU 2 is at "));
    }
  }
}
