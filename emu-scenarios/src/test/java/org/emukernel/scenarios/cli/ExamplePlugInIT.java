package org.emukernel.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command with the jar that docs/examples/my-strategy has just become. */
class ExamplePlugInIT {

  private static final Path PLUG_IN =
      Path.of("target/examples/my-strategy/target/my-strategy-1.0.jar");

  @TempDir private Path dir;

  @Test
  void run_exampleOfADocumentedPlugIn_worksAsItsReadmeSays() throws Exception {
    assumeTrue(Files.exists(PLUG_IN), "docs/examples/my-strategy was not built");
    Path err = dir.resolve("err");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                "target/emu.jar",
                "run",
                "../docs/examples/my-strategy/scenario.conf",
                "--plugin",
                PLUG_IN.toString())
            .redirectError(Redirect.to(err.toFile()))
            .start();
    try (InputStream out = process.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);

      assertThat(process.waitFor()).as(Files.readString(err)).isZero();
      assertThat(text).containsPattern("choosy\\(spared=2-3\\) +\\d+");
      assertThat(Files.readString(err)).doesNotContain("left out");
    }
  }
}
