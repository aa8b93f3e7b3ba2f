package org.emukernel.scenarios.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  @TempDir private Path dir;

  @Test
  void write_existingFile_replacesItAndLeavesNothingBeside() throws IOException {
    Path file = dir.resolve("image");
    Files.writeString(file, "old and longer");

    AtomicFile.write(file, new byte[] {'n'});

    assertThat(file).hasContent("n");
    assertThat(dir.toFile().list()).containsExactly("image");
  }

  @Test
  void write_symbolicLink_writesItsTarget() throws IOException {
    Path target = Files.createFile(dir.resolve("target"));
    Path link = Files.createSymbolicLink(dir.resolve("link"), target);

    AtomicFile.write(link, new byte[] {'n'});

    assertThat(target).hasContent("n");
    assertThat(Files.isSymbolicLink(link)).isTrue();
  }

  @Test
  void write_directoryOrMissingParent_isRefused() {
    assertThatThrownBy(() -> AtomicFile.write(dir, new byte[1])).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> AtomicFile.write(dir.resolve("no/such"), new byte[1]))
        .isInstanceOf(IOException.class);
    assertThat(dir.toFile().list()).isEmpty();
  }
}
