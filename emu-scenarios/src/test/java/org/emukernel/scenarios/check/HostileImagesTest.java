package org.emukernel.scenarios.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.check.BadImageException;
import org.emukernel.entry.check.CheckResult;
import org.opentest4j.TestAbortedException;

/** Whatever a file holds, checking it ends with a result or with the one line. */
class HostileImagesTest {

  private static final int HEADERS = 64;
  private static final String SOURCE =
      """
          .section .noinstr.text, "ax"
          .globl quiet
          .type quiet, @function
      quiet:
          call traced
          call *pv_ops(%rip)
      1:  .byte 0x66, 0x90
          ret
          .size quiet, .-quiet
          .pushsection __jump_table, "aw"
          .long 1b - .
          .long quiet - .
          .quad key - .
          .popsection
          .data
      pv_ops:
          .quad traced
          .long traced
          .balign 8
      key:
          .quad 0, 0
      """;

  private static byte[] image() {
    return Holder.IMAGE;
  }

  private static final class Holder {
    static final byte[] IMAGE = Images.own(EntryHooks.NONE);
  }

  private static byte[] object = {};

  @BeforeContainer
  static void build() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(Path.of("target"), "hostile").toAbsolutePath();
    try {
      object = Files.readAllBytes(Images.assemble(directory, "object", SOURCE));
    } catch (TestAbortedException e) {
      // No GNU as here: the property has nothing to change.
    }
    assertThat(image().length).isGreaterThan(HEADERS);
  }

  private static void assertEnds(byte[] bytes) {
    try {
      CheckResult result = Images.check(bytes);
      assertThat(result.text().functions()).isNotNegative();
    } catch (BadImageException e) {
      assertThat(e.getMessage()).contains("found ").contains("expected ").doesNotContain("\n");
    }
  }

  @Property(tries = 60, seed = "20261127")
  void check_truncated_ends(@ForAll @DoubleRange(min = 0, max = 1) double part) {
    assertEnds(Arrays.copyOf(image(), (int) (image().length * part)));
  }

  @Property(tries = 60, seed = "20261127")
  void check_mutatedAnywhere_ends(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 64) int times) {
    byte[] bytes = image().clone();
    Random random = new Random(seed);
    for (int i = 0; i < times; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    assertEnds(bytes);
  }

  @Property(tries = 150, seed = "20261127")
  void check_mutatedHeadersAndTables_ends(@ForAll long seed) {
    byte[] bytes = image().clone();
    Random random = new Random(seed);
    int sections = (int) new ByteViewReader(bytes).sectionHeaders();
    for (int i = 0; i < 4; i++) {
      int from = random.nextBoolean() ? sections : 0;
      int room = from == 0 ? HEADERS : bytes.length - sections;
      bytes[from + random.nextInt(room)] = (byte) random.nextInt();
    }
    assertEnds(bytes);
  }

  /** A small object with sections, symbols and relocations of every kind that it can have. */
  @Property(tries = 400, seed = "20261127")
  void check_mutatedObject_ends(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int times) {
    byte[] bytes = object.clone();
    Random random = new Random(seed);
    for (int i = 0; i < times && bytes.length > 0; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    assertEnds(bytes);
  }

  /** Tables that name each other, or themselves, as the one with the names, symbols or sections. */
  @Property(tries = 200, seed = "20261127")
  void check_tablesThatLeadToAnyOther_ends(@ForAll long seed) {
    byte[] bytes = object.length == 0 ? image().clone() : object.clone();
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(seed);
    int headers = (int) file.getLong(40);
    int sections = file.getShort(60);
    for (int i = 1; i < sections; i++) {
      int link = headers + 64 * i + 40;
      file.putInt(link, random.nextInt(sections)).putInt(link + 4, random.nextInt(sections));
    }
    assertEnds(bytes);
  }

  /** The boot loader's header and the beginning of what is packed. */
  @Property(tries = 100, seed = "20261127")
  void check_mutatedBootImage_ends(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int times)
      throws IOException {
    byte[] bytes = Images.bootImage(Images.gzip(image()), 0);
    Random random = new Random(seed);
    for (int i = 0; i < times; i++) {
      int room = random.nextBoolean() ? 0x90 : 0x400;
      bytes[0x1f0 + random.nextInt(room)] = (byte) random.nextInt();
    }
    FuzzedImages.fuzzerTestOneInput(bytes);
  }

  /** A relocation table that is told of so often that reading it each time would take for ever. */
  @Property(tries = 1)
  void check_manyTablesInOnePlace_isRefused() {
    byte[] bytes = image().clone();
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int headers = (int) file.getLong(40);
    int first = headers + 64;
    for (int i = 2; i < file.getShort(60) - 3; i++) {
      System.arraycopy(bytes, first, bytes, headers + 64 * i, 64);
      file.putLong(headers + 64 * i + 24, 0).putLong(headers + 64 * i + 32, bytes.length);
    }
    assertThatThrownBy(() -> Images.check(bytes))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining("sections that overlap in the file");
  }

  private record ByteViewReader(byte[] bytes) {
    long sectionHeaders() {
      try {
        return new ByteView(bytes).s64(40, "the section headers");
      } catch (BadImageException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
