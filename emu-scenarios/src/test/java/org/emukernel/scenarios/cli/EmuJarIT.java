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
import java.util.stream.Stream;
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
  void jar_report_hasItsLibraries() throws Exception {
    Path page = dir.resolve("page.html");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");

    out(0, java, "run", "bpf-attach", "--set", "duration=10 ms", "--report", page + "");

    assertThat(Files.readString(page)).contains("// https://d3js.org v7", "@observablehq/plot");
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
