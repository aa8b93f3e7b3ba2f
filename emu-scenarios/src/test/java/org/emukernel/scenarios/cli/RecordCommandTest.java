package org.emukernel.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code emu record}, and IsolatedHere. */
class RecordCommandTest {

  private static final Path RECORDING = Path.of("../docs/examples/ipi-2cpu.tracefs.txt.gz");

  @TempDir private Path dir;

  private final EmuInProcess emu = new EmuInProcess();

  @Test
  void record_isolated_printsTheCommandLine() {
    assertThat(emu.run("record", "--isolated", "10-35", "--out", "my trace.dat")).isZero();

    assertThat(emu.out())
        .isEqualTo(
            """
            trace-cmd record -o 'my trace.dat' -T \\
              -e csd:csd_queue_cpu -f 'cpu & CPUS{10-35}' \\
              -e ipi:ipi_send_cpu -f 'cpu & CPUS{10-35}' \\
              -e ipi:ipi_send_cpumask -f 'cpumask & CPUS{10-35}' \\
              -e csd:csd_function_entry -f 'CPU & CPUS{10-35}' \\
              -e vmalloc:purge_vmap_area_lazy
            """);
    assertThat(emu.err()).isEmpty();
  }

  /* In place of trace-cmd stands a script that notes its words and copies a real recording. */
  @Test
  void record_run_replaysWhatWasRecorded() throws IOException {
    Path words = dir.resolve("words");
    Path recorded = dir.resolve("t.dat");
    Path program =
        script(
            "printf '%s\\n' \"$@\" > " + words,
            "cp " + RECORDING.toAbsolutePath().normalize() + " \"$3\"",
            "echo CPU0 data recorded");

    String[] line = {
      "record",
      "--isolated",
      "1",
      "--run",
      "1500ms",
      "--trace-cmd",
      program + "",
      "--out",
      recorded + "",
      "--json"
    };
    assertThat(emu.run(line)).isZero();

    assertThat(emu.out()).startsWith("{").contains("\"immediate\"", "\"cr3-signal\"");
    assertThat(emu.err()).contains("emu: CPU0 data recorded\n");
    assertThat(words).content().endsWith("purge_vmap_area_lazy\nsleep\n1.5\n");
  }

  @Test
  void record_traceCmdFails_isOneLine() throws IOException {
    Path program = script("echo 'trace-cmd: Operation not permitted'", "echo '  cannot'", "exit 1");

    assertThat(emu.run("record", "--isolated=1", "--run=1s", "--trace-cmd", program + ""))
        .isEqualTo(2);

    assertThat(emu.err())
        .isEqualTo(
            "emu: trace-cmd record: found \"Operation not permitted\", exit status 1; it needs root"
                + " and a kernel with these events\n");
    assertThat(emu.out()).isEmpty();
  }

  private Path script(String... lines) throws IOException {
    Path program = dir.resolve("fake-trace-cmd");
    Files.writeString(program, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return program;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--isolated=1 --run=1s --trace-cmd=/no/such | /no/such: found no such program that can be run",
        "--isolated=x | --isolated: cpulist",
        "--isolated= | --isolated: found no CPU, expected at least one",
        "--isolated=1 --run=soon | --run: found \"soon\", expected a time such as 30s or 5m",
        "--isolated=1 --run=0s | --run: found \"0s\", expected 1 ms or more",
        "--isolated=1 --json | --json: found no --run, expected --run TIME",
      })
  void record_badInput_isOneLine(String args, String message) {
    assertThat(emu.run(("record " + args).split(" "))).isEqualTo(2);

    assertThat(emu.err()).hasLineCount(1).startsWith("emu: " + message);
    assertThat(emu.out()).isEmpty();
  }

  @Test
  void find_bothFiles_areUnited() throws Exception {
    Files.writeString(dir.resolve("isolated"), "2-3\n");
    Files.writeString(dir.resolve("nohz_full"), "3,8-9\n");

    assertThat(new IsolatedHere(dir).find().toCpuList()).isEqualTo("2-3,8-9");
  }

  @Test
  void find_noneIsolated_saysWhatToDo() throws Exception {
    Files.writeString(dir.resolve("isolated"), "\n");
    Files.writeString(dir.resolve("nohz_full"), " (null)\n");

    assertThatThrownBy(() -> new IsolatedHere(dir).find())
        .isInstanceOf(BadInputException.class)
        .hasMessage(dir + ": found no CPU in isolated or nohz_full, expected --isolated CPULIST");
  }
}
