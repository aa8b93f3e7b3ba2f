package org.emukernel.scenarios.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.emukernel.scenarios.cli.GridSweeper.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  private static final String EMU = "1.0 abc";

  @TempDir private Path dir;

  private Path file() {
    return dir.resolve("journal");
  }

  private byte[] written() throws Exception {
    try (Journal journal = Journal.open(file(), EMU)) {
      journal.add("a", "{\"x\":\"\u00e4\"}");
      journal.add("b", "{\"x\":2}");
    }
    return Files.readAllBytes(file());
  }

  @Test
  void open_again_hasEveryResult() throws Exception {
    written();

    try (Journal journal = Journal.open(file(), EMU)) {
      assertThat(journal.result("a")).contains("{\"x\":\"\u00e4\"}");
      assertThat(journal.result("b")).contains("{\"x\":2}");
      assertThat(journal.result("c")).isEmpty();
      assertThat(journal.damaged()).isZero();
    }
  }

  /** A kill can cut the last write off at any byte. */
  @Test
  void open_cutOffAnywhere_hasWhatWasWholeAndGoesOn() throws Exception {
    byte[] whole = written();
    String text = new String(whole, java.nio.charset.StandardCharsets.ISO_8859_1);
    int header = text.indexOf('\n') + 1;
    int first = text.indexOf('\n', header) + 1;
    for (int end = 0; end <= whole.length; end++) {
      Files.write(file(), Arrays.copyOf(whole, end));

      try (Journal journal = Journal.open(file(), EMU)) {
        assertThat(journal.result("a").isPresent()).as("cut at " + end).isEqualTo(end >= first);
        assertThat(journal.result("b").isPresent()).isEqualTo(end == whole.length);
        assertThat(journal.damaged()).isZero();
        journal.add("c", "{}");
      }
      try (Journal journal = Journal.open(file(), EMU)) {
        assertThat(journal.result("c")).contains("{}");
        assertThat(journal.damaged()).isZero();
      }
    }
  }

  @Test
  void open_anyByteChanged_neverGivesAnotherResult() throws Exception {
    byte[] whole = written();
    for (int i = 0; i < whole.length; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= 4;
      Files.write(file(), changed);

      try (Journal journal = Journal.open(file(), EMU)) {
        journal.result("a").ifPresent(r -> assertThat(r).isEqualTo("{\"x\":\"\u00e4\"}"));
        journal.result("b").ifPresent(r -> assertThat(r).isEqualTo("{\"x\":2}"));
      } catch (RefusedException e) {
        assertThat(e).hasMessageContaining("expected one");
      }
    }
  }

  @Test
  void open_otherProgram_isRefused() throws Exception {
    written();

    assertThatThrownBy(() -> Journal.open(file(), "1.0 def"))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            file()
                + ": found results of emu 1.0 abc, expected of emu 1.0 def: take another --out, or"
                + " remove it");
  }

  @Test
  void open_somethingElse_isRefusedAndNotTouched() throws Exception {
    Files.writeString(file(), "my notes\n");

    assertThatThrownBy(() -> Journal.open(file(), EMU))
        .isInstanceOf(RefusedException.class)
        .hasMessage(file() + ":1: found no journal of emu sweep, expected one");
    assertThat(file()).hasContent("my notes\n");
  }

  @Test
  void open_twiceAtOnce_isRefused() throws Exception {
    try (Journal journal = Journal.open(file(), EMU)) {
      assertThatThrownBy(() -> Journal.open(file(), EMU))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("found another emu sweep at work");
      assertThat(journal.damaged()).isZero();
    }
  }
}
