package org.emukernel.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.scenarios.plugin.PlugInJar;
import org.emukernel.scenarios.plugin.PlugInSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged jar, on this JDK and on every other that lies where Debian puts JDKs. */
class EmuJarIT {

  private static final Path JAR = Path.of("target/emu.jar");
  private static final Path JDKS = Path.of("/usr/lib/jvm");

  @TempDir private Path dir;

  static Stream<Path> javas() throws IOException {
    List<Path> javas = new ArrayList<>();
    javas.add(Path.of(System.getProperty("java.home"), "bin", "java").toRealPath());
    if (Files.isDirectory(JDKS)) {
      try (Stream<Path> homes = Files.list(JDKS)) {
        for (Path home : homes.sorted().toList()) {
          Path java = home.resolve("bin/java");
          if (Files.isExecutable(java)) {
            javas.add(java.toRealPath());
          }
        }
      }
    }
    return javas.stream().distinct();
  }

  private String out(int status, Path java, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(java.toString(), "-jar", JAR.toString()));
    command.addAll(List.of(args));
    Path err = dir.resolve("err");
    Process process = new ProcessBuilder(command).redirectError(Redirect.to(err.toFile())).start();
    try (InputStream out = process.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).isEqualTo(status);
      return text + Files.readString(err);
    }
  }

  @Test
  void jar_sweep_writesRowsThatStatsReads() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path grid = dir.resolve("grid.conf");
    Files.writeString(grid, "emu { machine.memory = 64 MiB, duration = 1 ms, grid.seeds = 1-2 }");
    String rows = dir.resolve("rows").toString();

    assertThat(out(0, java, "sweep", grid.toString(), "--out", rows))
        .startsWith("grid: 2 cells, 0 of them finished before\n");
    assertThat(out(0, java, "stats", rows)).contains("immediate      2  0.00");
  }

  @Test
  void jar_report_hasItsLibraries() throws Exception {
    Path page = dir.resolve("page.html");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");

    out(0, java, "run", "bpf-attach", "--set", "duration=10 ms", "--report", page + "");

    assertThat(Files.readString(page)).contains("// https://d3js.org v7", "@observablehq/plot");
  }

  @ParameterizedTest
  @MethodSource("javas")
  void jar_recordings_areWrittenAndPlayedWithoutWarnings(Path java) throws Exception {
    Path dat = dir.resolve("t.dat");
    Path perfetto = dir.resolve("t.pftrace");
    for (Path file : List.of(dat, perfetto)) {
      String[] run = {
        "run", "bpf-attach", "--strategy=immediate", "--set=duration=50 ms", "--trace", file + ""
      };
      assertThat(out(0, java, run)).doesNotContainIgnoringCase("warning");
    }

    assertThat(out(0, java, "top", "--replay", dat + "", "--isolated=2"))
        .startsWith(dat + " (trace-dat), ")
        .contains("do_flush_tlb_all")
        .doesNotContainIgnoringCase("warning");
    assertThat(perfetto).isNotEmptyFile();
    assertThat(out(0, java, "record", "--isolated=1")).startsWith("trace-cmd record -o trace.dat");
  }

  @ParameterizedTest
  @MethodSource("javas")
  void jar_anyJdk_runsWithoutWarnings(Path java) throws Exception {
    assertThat(out(0, java, "--version")).startsWith("emu ").doesNotContain("not packaged");
    assertThat(out(0, java, "list", "packs")).startsWith("packs").contains("rteval");
    assertThat(out(0, java, "list", "--json")).startsWith("{").endsWith("}\n");
    assertThat(out(2, java, "run", "no/such"))
        .isEqualTo("emu: no/such: found no file that can be read, expected a HOCON file\n");
  }

  /** A strategy from outside that has a static key, which may change, before the MOV to CR3. */
  private Path plantedKey() throws IOException {
    String hooks =
        """
        package outside;

        import java.util.Optional;
        import org.emukernel.entry.calling.EntryHooks;
        import org.emukernel.x86.asm.Assembler;

        public final class Planted extends Harmless implements EntryHooks {
          @Override public <T> Optional<T> entryHooks(Class<T> type) {
            return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
          }
          @Override public void firstInSwitchToKernelCr3(Assembler asm, String scratch) {
            asm.asm(
                "    STATIC_BRANCH_FALSE_UNLIKELY .Lplanted_\\\\@, static_key_emu_0\\n"
                    + ".Lplanted_\\\\@:\\n");
          }
        }
        """;
    Map<String, byte[]> classes =
        new PlugInSources()
            .strategy("Harmless", "planted-key", "")
            .source("Planted", hooks)
            .compile(dir);
    return new PlugInJar()
        .classes(classes, "Harmless", "Planted")
        .services(DeferralStrategyProvider.class, "Planted")
        .jar(dir.resolve("planted.jar"));
  }

  @Test
  void check_ownImage_isCleanAndWithAPlantedKeyIsNot() throws Exception {
    Path java = javas().findFirst().orElseThrow();
    String clean = dir.resolve("clean.elf").toString();
    String planted = dir.resolve("planted.elf").toString();
    String plugIn = plantedKey().toString();

    out(0, java, "image", "--out", clean);
    out(0, java, "image", "--plugin", plugIn, "--strategy", "planted-key", "--out", planted);

    assertThat(out(0, java, "check", clean)).contains("\n0 findings\n");
    assertThat(out(1, java, "check", planted))
        .contains("non-ro static key in .entry.text: entry_SYSCALL_64+0x")
        .contains("patchable site in the danger zone: ")
        .contains("static_key_emu_0");
    assertThat(out(1, java, "check", "--json", planted)).startsWith("{").endsWith("}\n");
    assertThat(out(2, java, "check", plugIn))
        .hasLineCount(1)
        .contains("found a file of an unknown");
  }

  @ParameterizedTest
  @MethodSource("javas")
  void replay_traceDat_isReadOrToldInOneLine(Path java) throws Exception {
    Path whole = Path.of("src/test/resources/org/emukernel/scenarios/trace/ipi-2cpu.v7-zstd.dat");
    Path cut = dir.resolve("cut.dat");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(whole), 3000));

    assertThat(out(0, java, "replay", whole.toString(), "--strategy=immediate", "--json"))
        .contains("\"events\" : 7938", "\"do_sync_core\" : 540");
    assertThat(out(2, java, "replay", cut.toString()))
        .isEqualTo(
            "emu: %s: byte 29: expected a section within the file's 3000 bytes, found byte 6226\n"
                .formatted(cut));
  }
}
