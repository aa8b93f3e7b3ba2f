package org.emukernel.scenarios.check;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Whatever a file holds, checking it ends with a result or with the one line. */
class HostileImagesTest {

  private static final int HEADERS = 64;

  private static byte[] image() {
    return Holder.IMAGE;
  }

  private static final class Holder {
    static final byte[] IMAGE = Images.own(EntryHooks.NONE);
  }

  @BeforeContainer
  static void build() {
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
