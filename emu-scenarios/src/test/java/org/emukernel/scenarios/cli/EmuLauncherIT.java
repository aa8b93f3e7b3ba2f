package org.emukernel.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher beside the packaged jar, and what it makes of JDKs, links, places and archives. */
class EmuLauncherIT {

  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Path EMU = TARGET.resolve("emu");
  private static final String HOME = System.getProperty("java.home");
  private static final List<String> FILES = List.of("emu", "emu.jar", "emu.jsa");

  @TempDir private Path dir;

  @BeforeAll
  static void shell() {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "found no /bin/sh to run the launcher");
  }

  private Path place() throws IOException {
    return Files.createDirectories(dir.resolve("a place"));
  }

  private record Ended(int status, String out, String err) {}

  private ProcessBuilder builder(Path emu, Map<String, String> environment, String... args) {
    List<String> command = new ArrayList<>(List.of(emu.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile());
    builder.environment().keySet().removeAll(List.of("JAVA_OPTS", "EMU_OPTS"));
    builder.environment().put("JAVA_HOME", HOME);
    builder.environment().putAll(environment);
    return builder;
  }

  private Ended run(Path emu, Map<String, String> environment, String... args) throws Exception {
    Path out = dir.resolve("out");
    Path err = dir.resolve("err");
    Process process =
        builder(emu, environment, args)
            .redirectOutput(Redirect.to(out.toFile()))
            .redirectError(Redirect.to(err.toFile()))
            .start();
    int status = process.waitFor();
    return new Ended(status, Files.readString(out), Files.readString(err));
  }

  /* What java -jar prints, and nothing else. */
  private void assertStarts(Path emu) throws Exception {
    Ended ended = run(emu, Map.of(), "--version");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .startsWith("emu ")
        .contains("Java " + Runtime.version())
        .hasLineCount(2);
    assertThat(ended.status()).isZero();
  }

  /** Copies what the build made, with the jar's time, and returns the launcher there. */
  private Path copied() throws IOException {
    Path place = place();
    for (String name : FILES) {
      if (Files.exists(TARGET.resolve(name))) {
        Files.copy(TARGET.resolve(name), place.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return place.resolve("emu");
  }

  private static Path archive(Path launcher) {
    Path archive = launcher.resolveSibling("emu.jsa");
    assumeTrue(Files.exists(archive), "the JVM of this build made no class data archive");
    return archive;
  }

  private static void overwrite(Path file, byte[] bytes) throws IOException {
    Files.delete(file);
    Files.write(file, bytes);
  }

  @Test
  void launcher_archiveOfThisBuild_isWhereClassesComeFrom() throws Exception {
    archive(EMU);

    assertThat(run(EMU, Map.of("EMU_OPTS", "-Xlog:class+load"), "list", "packs").out())
        .containsPattern("org.emukernel.scenarios.cli.Main .*shared objects file \\(top\\)");
  }

  @Test
  void launcher_violation_itsStatusIsTheCommands() throws Exception {
    String[] verify = {
      "verify",
      "tlb-vunmap",
      "--strategy=coalesce-tlbi(flush=cr4-pge)",
      "--set=verify.nmis=0",
      "--set=verify.store-buffer=0"
    };

    Ended ended = run(EMU, Map.of(), verify);

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).contains("deferred-and-skipped");
  }

  @Test
  void launcher_badInput_isStatus2AndOneLine() throws Exception {
    assertThat(run(EMU, Map.of(), "run", "no such.conf/x"))
        .isEqualTo(
            new Ended(
                2,
                "",
                "emu: no such.conf/x: found no file that can be read, expected a HOCON file\n"));
  }

  @Test
  void launcher_linkToALink_findsTheJar() throws Exception {
    Path absolute = Files.createSymbolicLink(place().resolve("emu one"), EMU);
    Path bin = Files.createDirectory(dir.resolve("bin"));
    Path relative =
        Files.createSymbolicLink(bin.resolve("emu"), Path.of("..", "a place", "emu one"));

    assertStarts(absolute);
    assertStarts(relative);
  }

  @Test
  void launcher_onThePath_runsAPack() throws Exception {
    Files.createSymbolicLink(place().resolve("emu"), EMU);
    Map<String, String> path = Map.of("PATH", place() + ":" + System.getenv("PATH"));
    String command = "emu run bpf-attach --set 'duration=1 ms' --json";

    Ended ended = run(Path.of("/bin/sh"), path, "-c", command);

    assertThat(ended.status()).isZero();
    assertThat(ended.out()).startsWith("{").endsWith("}\n");
  }

  @Test
  void launcher_otherDirectory_startsWithoutAWord() throws Exception {
    Path launcher = copied();

    assertStarts(launcher);
  }

  @Test
  void launcher_noArchive_startsWithoutAWord() throws Exception {
    Path launcher = copied();
    Files.deleteIfExists(launcher.resolveSibling("emu.jsa"));

    assertStarts(launcher);
  }

  @Test
  void launcher_damagedArchive_startsWithoutAWord() throws Exception {
    Path launcher = copied();
    Path archive = archive(launcher);
    byte[] whole = Files.readAllBytes(archive);

    overwrite(archive, Arrays.copyOf(whole, whole.length / 2));
    assertStarts(launcher);
    overwrite(archive, new byte[0]);
    assertStarts(launcher);
    overwrite(archive, new byte[whole.length]);
    assertStarts(launcher);
  }

  @Test
  void launcher_jarOfAnotherTime_startsWithoutAWord() throws Exception {
    Path launcher = copied();
    Files.setLastModifiedTime(
        launcher.resolveSibling("emu.jar"), FileTime.from(Instant.ofEpochSecond(1)));

    assertStarts(launcher);
  }

  @ParameterizedTest
  @MethodSource("org.emukernel.scenarios.cli.EmuJarIT#javas")
  void launcher_anyJdk_startsWithoutAWord(Path java) throws Exception {
    String home = java.getParent().getParent().toString();

    Ended ended = run(EMU, Map.of("JAVA_HOME", home), "list", "packs");

    assertThat(ended.status()).isZero();
    assertThat(ended.out()).startsWith("packs\n");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void launcher_options_emusComeLast() throws Exception {
    Map<String, String> options =
        Map.of("JAVA_OPTS", "-Xmx32m", "EMU_OPTS", "-Xmx96m  -XX:+PrintCommandLineFlags");

    assertThat(run(EMU, options, "--version").out()).contains("-XX:MaxHeapSize=100663296 ");
  }

  @Test
  void launcher_noJava_isToldInOneLine() throws Exception {
    Map<String, String> environment = Map.of("JAVA_HOME", "", "PATH", place().toString());

    assertThat(run(EMU, environment, "list"))
        .isEqualTo(
            new Ended(
                2,
                "",
                "emu: found no java in JAVA_HOME or on the PATH, expected Java 17 or later\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.8.0_392", "11.0.21", "16"})
  void launcher_oldJava_isToldInOneLine(String version) throws Exception {
    Path java = Files.createDirectory(place().resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    String release = "OS_NAME=\"Linux\"\nJAVA_VERSION=\"%s\"\n".formatted(version);
    Files.writeString(place().resolve("release"), release);

    assertThat(run(EMU, Map.of("JAVA_HOME", place().toString()), "list"))
        .isEqualTo(
            new Ended(
                2,
                "",
                "emu: %s: found Java %s, expected Java 17 or later\n".formatted(java, version)));
  }

  @Test
  void launcher_signal_reachesJava() throws Exception {
    Process emu =
        builder(EMU, Map.of(), "run", "rteval", "--strategy", "immediate")
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    try {
      Instant end = Instant.now().plus(Duration.ofSeconds(20));
      while (emu.isAlive()
          && !emu.info().command().orElse("").endsWith("java")
          && Instant.now().isBefore(end)) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      assertThat(emu.info().command())
          .hasValueSatisfying(java -> assertThat(java).endsWith("java"));
      assertThat(emu.descendants()).isEmpty();
    } finally {
      emu.destroy();
    }
    assertThat(emu.waitFor()).isEqualTo(143);
  }
}
