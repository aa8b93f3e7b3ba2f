package org.emukernel.scenarios.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle of a sweep, on a JVM of its own. */
class SweepKillTest {

  private static final String GRID =
      SweeperTest.GRID
          .replace("seeds = 1-2", "seeds = 1-5")
          .replace("duration = 8 ms", "duration = 40 ms");

  @TempDir private Path dir;

  private Process emu(String out, int workers) throws IOException {
    Path grid = Files.writeString(dir.resolve("grid.conf"), GRID);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of("org.emukernel.scenarios.cli.Main", "sweep", grid.toString(), "--json", "--out"));
    command.addAll(List.of(dir.resolve(out).toString(), "--workers", String.valueOf(workers)));
    return new ProcessBuilder(command)
        .redirectError(dir.resolve(out + ".err").toFile())
        .redirectOutput(dir.resolve(out + ".out").toFile())
        .start();
  }

  private long finished(String out) throws IOException {
    Path journal = dir.resolve(out).resolve("journal");
    if (!Files.exists(journal)) {
      return 0;
    }
    return new String(Files.readAllBytes(journal), StandardCharsets.ISO_8859_1)
            .chars()
            .filter(c -> c == '\n')
            .count()
        - 1;
  }

  @Test
  void sweep_killedInTheMiddle_goesOnToTheSameRows() throws Exception {
    Process first = emu("killed", 2);
    while (finished("killed") < 3 && first.isAlive()) {
      Thread.sleep(5);
    }
    first.destroyForcibly();
    assertThat(first.waitFor(1, TimeUnit.MINUTES)).isTrue();
    long kept = finished("killed");
    assertThat(kept).as("cells finished at the kill").isBetween(3L, 9L);
    assertThat(dir.resolve("killed/rows.csv")).doesNotExist();
    assertThat(dir.resolve("killed/rows.jsonl")).doesNotExist();

    Process second = emu("killed", 2);
    Process whole = emu("whole", 1);
    assertThat(second.waitFor()).as(Files.readString(dir.resolve("killed.err"))).isZero();
    assertThat(whole.waitFor()).isZero();

    assertThat(dir.resolve("killed.out")).content().contains("\"kept\" : " + kept + ",");
    assertThat(finished("killed")).as("no cell was run twice").isEqualTo(10);
    for (String rows : List.of("rows.csv", "rows.jsonl")) {
      assertThat(dir.resolve("killed").resolve(rows))
          .hasSameBinaryContentAs(dir.resolve("whole").resolve(rows));
    }
  }
}
