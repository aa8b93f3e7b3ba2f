package org.emukernel.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code emu top} where standard output is no terminal. */
class TopCommandTest {

  private static final String RECORDING = "../docs/examples/ipi-2cpu.tracefs.txt.gz";

  private final EmuInProcess emu = new EmuInProcess();

  /* No isolated CPU enters the kernel but by these IPIs, so that each of them hits user mode. */
  @Test
  void top_scenario_countsWhatRunCounts() throws Exception {
    String[] run = {
      "run", "bpf-attach", "--strategy", "immediate", "--set", "duration=300 ms", "--json"
    };
    assertThat(emu.run(run)).isZero();
    JsonNode result = new ObjectMapper().readTree(emu.out()).get("results").get(0);
    emu.forgetOut();

    assertThat(emu.run("top", "bpf-attach", "--set", "duration=300 ms")).isZero();

    assertThat(emu.out()).startsWith("bpf-attach, immediate, seed 1, 300 ms of virtual time\n");
    assertThat(emu.err()).endsWith("emu: under immediate, the first strategy; see --strategy\n");
    long total = emu.out().lines().skip(2).mapToLong(l -> Long.parseLong(l.split(" +")[1])).sum();
    assertThat(total).isPositive().isEqualTo(result.get("ipis_to_isolated_user").asLong());
  }

  @Test
  void top_every_printsATableEachTime() {
    String[] line = {
      "top", "bpf-attach", "--strategy=cr3-signal", "--set=duration=300 ms", "--every=100ms"
    };
    assertThat(emu.run(line)).isZero();

    assertThat(emu.out().lines().filter(l -> l.startsWith("bpf-attach, cr3-signal, ")))
        .map(l -> l.replaceAll(".*seed 1, ", ""))
        .containsExactly(
            "100 ms of virtual time", "200 ms of virtual time", "300 ms of virtual time");
  }

  /* FACTS of the recording: CSDs queued at CPU 1, of which do_sync_core 540, each with an IPI. */
  @Test
  void top_recording_countsItsIpis() {
    assertThat(emu.run("top", "--replay", RECORDING, "--isolated=1")).isZero();

    assertThat(emu.out()).contains("do_sync_core").containsPattern("\n1 +733 +.* 540 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "top | found no SCENARIO or both, expected SCENARIO or --replay",
        "top rteval --replay x | found no SCENARIO or both, expected SCENARIO or --replay",
        "top --replay /no/such | /no/such: found no file that can be read, expected a recording",
        "top --replay pom.xml | pom.xml: no known form of recording",
        "top --replay pom.xml --seed 3 | --replay: found options of a scenario",
        "top --replay pom.xml --isolated x | --isolated: cpulist",
        "top rteval --isolated 1 | --isolated: found no --replay",
        "top rteval --speed 0 | --speed: found 0.0, expected a number above 0",
        "top rteval --every soon | --every: found \"soon\", expected a time such as 10m",
        "top rteval --every 0s | --every: found \"0s\", expected a time above 0",
      })
  void top_badInput_isOneLine(String args, String message) {
    assertThat(emu.run(args.split(" "))).isEqualTo(2);

    assertThat(emu.err()).hasLineCount(1).startsWith("emu: " + message);
    assertThat(emu.out()).isEmpty();
  }
}
