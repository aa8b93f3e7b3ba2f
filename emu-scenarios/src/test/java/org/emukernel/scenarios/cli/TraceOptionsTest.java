package org.emukernel.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code emu run --trace}. */
class TraceOptionsTest {

  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());

  @TempDir private Path dir;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int emu(String... args) {
    InjectedServices services = new InjectedServices(plugIns -> INJECTOR);
    PrintStream messages = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new EmuCli(services, new Console(out, messages)).run(args);
  }

  private int run(String... more) {
    Stream<String> short1 = Stream.of("run", "bpf-attach", "--set", "duration=100 ms");
    return emu(Stream.concat(short1, Stream.of(more)).toArray(String[]::new));
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void run_oneStrategy_resultIsTheSameAsWithout() throws IOException {
    assertThat(run("--json", "--strategy", "immediate")).isZero();
    byte[] without = out.toByteArray();
    out.reset();

    assertThat(run("--json", "--strategy", "immediate", "--trace", dir + "/t.txt")).isZero();

    assertThat(out.toByteArray()).isEqualTo(without);
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
    out.reset();

    assertThat(emu("replay", file.toString(), "--isolated", "2-7", "--strategy", "immediate"))
        .isZero();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("flush_tlb_kernel_range", "do_flush_tlb_all");
  }

  @Test
  void replay_ofBothForms_saysTheSame() {
    assertThat(replayed("t.txt")).contains("cr3-signal").isEqualTo(replayed("t.dat"));
  }

  private String replayed(String name) {
    String file = dir.resolve(name).toString();
    assertThat(run("--strategy", "immediate", "--trace", file)).isZero();
    out.reset();
    String[] replay = {
      "replay", file, "--isolated=2-7", "--strategy=immediate,cr3-signal", "--json"
    };
    assertThat(emu(replay)).isZero();
    return out.toString(StandardCharsets.UTF_8)
        .replaceAll("\"(recording|trace|file|format)\"\\s*:\\s*\"[^\"]*\",?", "");
  }

  @Test
  void run_sweep_isRefused() {
    assertThat(emu("run", "getpid", "--trace", dir + "/t.txt")).isEqualTo(2);

    assertThat(err()).isEqualTo("emu: --trace: found 3 points of emu.sweep, expected one\n");
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

    assertThat(err()).hasLineCount(1).contains(message.replace("DIR", dir.toString()));
    assertThat(out.size()).isZero();
    assertThat(files()).isEmpty();
  }
}
