package org.emukernel.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code emu run --trace}. */
class TraceOptionsTest {

  @TempDir private Path dir;

  private final EmuInProcess emu = new EmuInProcess();

  private int run(String... more) {
    Stream<String> short1 = Stream.of("run", "bpf-attach", "--set", "duration=100 ms");
    return emu.run(Stream.concat(short1, Stream.of(more)).toArray(String[]::new));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void run_oneStrategy_resultIsTheSameAsWithout() throws IOException {
    assertThat(run("--json", "--strategy", "immediate")).isZero();
    String without = emu.out();
    emu.forgetOut();

    assertThat(run("--json", "--strategy", "immediate", "--trace", dir + "/t.txt")).isZero();

    assertThat(emu.out()).isEqualTo(without);
    assertThat(files()).containsExactly("t.txt");
    assertThat(dir.resolve("t.txt")).content().contains("#P:8").contains("ipi_send_cpumask: ");
  }

  @Test
  void run_sameTwice_sameFile() throws IOException {
    assertThat(run("--strategy", "cr3-signal", "--trace", dir + "/a.txt")).isZero();
    assertThat(run("--strategy", "cr3-signal", "--trace", dir + "/b.txt")).isZero();

    assertThat(dir.resolve("a.txt")).hasSameBinaryContentAs(dir.resolve("b.txt"));
  }

  @Test
  void run_severalStrategies_aFileForEach() throws IOException {
    String strategies = "immediate,coalesce-tlbi(flush=cr4-pge)";

    assertThat(run("--strategy", strategies, "--trace", dir + "/t.txt")).isZero();

    assertThat(files()).containsExactly("t.coalesce-tlbi-flush=cr4-pge.txt", "t.immediate.txt");
  }

  /* What the emulated machine recorded is replayed as a recording of a real one is. */
  @Test
  void replay_ofRecordedRun_findsItsIpis() {
    Path file = dir.resolve("t.txt");
    assertThat(run("--strategy", "immediate", "--trace", file.toString())).isZero();
    emu.forgetOut();

    assertThat(emu.run("replay", file.toString(), "--isolated", "2-7", "--strategy", "immediate"))
        .isZero();

    assertThat(emu.out()).contains("flush_tlb_kernel_range", "do_flush_tlb_all");
  }

  @Test
  void replay_ofBothForms_saysTheSame() {
    assertThat(replayed("t.txt")).contains("cr3-signal").isEqualTo(replayed("t.dat"));
  }

  private String replayed(String name) {
    String file = dir.resolve(name).toString();
    assertThat(run("--strategy", "immediate", "--trace", file)).isZero();
    emu.forgetOut();
    String[] replay = {
      "replay", file, "--isolated=2-7", "--strategy=immediate,cr3-signal", "--json"
    };
    assertThat(emu.run(replay)).isZero();
    return emu.out().replaceAll("\"(recording|trace|file|format)\"\\s*:\\s*\"[^\"]*\",?", "");
  }

  @Test
  void run_sweep_isRefused() {
    assertThat(emu.run("run", "getpid", "--trace", dir + "/t.txt")).isEqualTo(2);

    assertThat(emu.err()).isEqualTo("emu: --trace: found 3 points of emu.sweep, expected one\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--trace DIR/t.xyz | --trace DIR/t.xyz: found no ending that names its form, expected .txt",
        "--trace DIR --trace-format tracefs | found something that is no file, expected a file or none",
        "--trace DIR/no/t.txt | --trace DIR/no/t.txt: no such file or directory",
        "--trace DIR/t --trace-format dat | --trace-format: found \"dat\", expected one of tracefs",
        "--trace-format tracefs | --trace-format: found no --trace, expected --trace FILE",
      })
  void run_badTrace_isOneLineAndNoFile(String args, String message) throws IOException {
    String[] more = args.replace("DIR", dir.toString()).split(" ");

    assertThat(run(more)).isEqualTo(2);

    assertThat(emu.err()).hasLineCount(1).contains(message.replace("DIR", dir.toString()));
    assertThat(emu.out()).isEmpty();
    assertThat(files()).isEmpty();
  }
}
