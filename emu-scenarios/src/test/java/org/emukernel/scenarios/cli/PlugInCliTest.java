package org.emukernel.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.scenarios.plugin.PlugInJar;
import org.emukernel.scenarios.plugin.PlugInSources;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --plugin} of the whole command. */
class PlugInCliTest {

  private static final String RECORDING = "../docs/examples/ipi-2cpu.tracefs.txt.gz";

  @TempDir private static Path dir;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private static String jar = "";
  private static String broken = "";

  @BeforeAll
  static void makeJars() throws IOException {
    jar = jar("good.jar", "from-outside", "");
    broken = jar("broken.jar", "broken", "public Mine() { throw new IllegalStateException(); }");
  }

  private static String jar(String file, String name, String body) throws IOException {
    Path work = Files.createDirectory(dir.resolve(name));
    return new PlugInJar()
        .classes(new PlugInSources().strategy("Mine", name, body).compile(work), "Mine")
        .services(DeferralStrategyProvider.class, "Mine")
        .jar(dir.resolve(file))
        .toString();
  }

  private int emu(String... args) {
    PrintStream messages = new PrintStream(err, true, StandardCharsets.UTF_8);
    Services services =
        new InjectedServices(plugIns -> Guice.createInjector(new EmuModule(plugIns)));
    return new EmuCli(services, new Console(out, messages)).run(args);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void list_plugIn_isShown() {
    assertThat(emu("list", "strategies", "--plugin", jar)).isZero();
    assertThat(out())
        .containsPattern("from-outside +a strategy from outside")
        .contains("cr3-signal");
    assertThat(err()).isEmpty();
  }

  @Test
  void list_brokenAndGood_oneLineAndTheGoodOne() {
    assertThat(emu("list", "strategies", "--plugin", broken, "--plugin", jar)).isZero();
    assertThat(out()).contains("from-outside");
    assertThat(err())
        .hasLineCount(1)
        .startsWith("emu: --plugin " + broken + ": strategy outside.Mine left out: ");
  }

  /** Before and after the name of the command. */
  @Test
  void plugIn_wherever_isCollected() throws IOException {
    String second = jar("second.jar", "second", "");

    assertThat(emu("--plugin", second, "list", "strategies", "--plugin", jar)).isZero();
    assertThat(out()).contains("from-outside", "second");
  }

  @Test
  void run_plugIn_runs() throws IOException {
    Path scenario =
        Files.writeString(
            dir.resolve("mine.conf"),
            """
            emu {
              machine { cpus = 2, isolated = "1", memory = 128 MiB }
              strategies = [immediate, from-outside]
              duration = 2 ms
              workloads = [{ name = static-keys, toggles-per-hour = 6000000 }]
            }
            """);

    assertThat(emu("run", scenario.toString(), "--plugin", jar)).isZero();
    assertThat(out()).containsPattern("immediate +\\d+").containsPattern("from-outside +\\d+");
  }

  @Test
  void replay_plugIn_isComparedWithOurs() {
    int status = emu("replay", RECORDING, "--strategy", "immediate,from-outside", "--plugin", jar);

    assertThat(status).isZero();
    assertThat(out()).containsPattern("from-outside +733 +0").containsPattern("immediate +733 +0");
  }

  @Test
  void image_plugIn_isItsImage() {
    Path file = dir.resolve("vmlinux");

    assertThat(emu("--plugin", jar, "image", "--strategy", "from-outside", "--out", file + ""))
        .isZero();
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void plugIn_nothingThere_is2AndOneLine() {
    assertThat(emu("list", "--plugin", "no/such.jar")).isEqualTo(2);
    assertThat(out()).isEmpty();
    assertThat(err())
        .isEqualTo(
            "emu: --plugin no/such.jar: found no such file or directory, expected a jar, or a"
                + " directory of classes or jars; see emu --help\n");
  }
}
