package org.emukernel.scenarios.trace.dat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.emukernel.api.trace.TraceSyntaxException;
import org.junit.jupiter.api.Test;

/** Headers that are wrong in one place, and files that are damaged anywhere. */
class BadTraceDatTest {
  private static final Path RESOURCES = Path.of("src/test/resources/org/emukernel/scenarios/trace");
  private static final int VERSION = 10;
  private static final int ENDIAN = 12;
  private static final int LONG_SIZE = 13;
  private static final int PAGE_SIZE = 14;
  private static final int HEADER_PAGE = 18;
  private static final int HEADER_PAGE_SIZE = HEADER_PAGE + 12;

  private final byte[] six = builder().version6();
  private final byte[] seven = builder().version7(DatCompression.ZSTD);

  private static DatBuilder builder() {
    DatBuilder builder = new DatBuilder().tlbFlush();
    byte[] flush = builder.flush(7, 0, 1);
    builder.pages(0, builder.page(1).event(0, flush), builder.page(2).event(0, flush));
    return builder.pages(1, builder.page(3).event(0, flush));
  }

  private static byte[] with(byte[] file, int place, int... bytes) {
    byte[] changed = file.clone();
    for (int i = 0; i < bytes.length; i++) {
      changed[place + i] = (byte) bytes[i];
    }
    return changed;
  }

  private static int find(byte[] file, String text) {
    return new String(file, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
  }

  private static void assertError(byte[] file, String message) {
    assertThatThrownBy(() -> Dat.read(file))
        .isInstanceOf(TraceSyntaxException.class)
        .hasMessage(message);
  }

  @Test
  void open_wrongBeginning_namesTheByte() {
    assertError(with(six, VERSION, '8'), "byte 10: expected version 6 or 7, found \"8\"");
    assertError(with(six, ENDIAN, 5), "byte 12: expected 0 (little endian) or 1 (big), found 5");
    assertError(with(six, LONG_SIZE, 3), "byte 13: expected a long of 4 or 8 bytes, found 3");
    assertError(
        with(six, PAGE_SIZE, 1, 16, 0, 0),
        "byte 14: expected a page size, a power of two from 128 to 1048576, found 4097");
    assertError(
        with(six, HEADER_PAGE, 'H'), "byte 18: expected \"header_page\", found \"Header_page\"");
    assertError(
        Arrays.copyOf(six, VERSION),
        "byte 10: expected the version that ends with a zero byte within 4096, found none in 0"
            + " bytes");
  }

  /* 4 GiB and more: the size itself is the error, nothing of that size is ever made. */
  @Test
  void open_hugeSizes_nameTheByteAndTheLimit() {
    assertError(
        with(six, HEADER_PAGE_SIZE, 0, 0, 0, 0, 1),
        "byte 30: expected header_page of at most 1048576 bytes, found 4294967296");
    assertError(
        with(six, HEADER_PAGE_SIZE, -1, -1, -1, -1, -1, -1, -1, -1),
        "byte 30: expected header_page of at most 1048576 bytes, found 18446744073709551615");
    int kallsyms = find(six, "ffffffff81000000 T") - 4;
    assertError(
        with(six, kallsyms, -1, -1, -1, -1),
        "byte " + kallsyms + ": expected kallsyms of at most 67108864 bytes, found 4294967295");
    assertError(
        with(six, kallsyms, 0, 0, 0, 1),
        "byte %d: expected kallsyms of 16777216 bytes, found the end after %d"
            .formatted(kallsyms + 4, six.length - kallsyms - 4));
    int cpus = find(six, "options  ") - 4;
    assertError(
        with(six, cpus, 1, 32, 0, 0),
        "byte " + cpus + ": expected a number of CPUs from 1 to 8192, found 8193");
  }

  @Test
  void open_wrongTags_nameWhatWasExpected() {
    int options = find(six, "options  ");
    assertError(
        with(six, options, 'O'),
        "byte " + options + ": expected \"options\" or \"flyrecord\", found \"Options  \"");
    int flyrecord = find(six, "flyrecord");
    assertError(
        with(six, flyrecord, 'l', 'a', 't', 'e', 'n', 'c', 'y', ' ', ' '),
        "byte "
            + flyrecord
            + ": expected \"flyrecord\", found a latency tracer's text, which holds no events");
  }

  @Test
  void open_version7_namesWhatIsWrongInTheChain() {
    int name = find(seven, "zstd");
    assertError(
        with(seven, name, 'l', 'z', 'm', 'a'),
        "byte " + name + ": expected compression none, zlib, zstd, found \"lzma\"");
    int first = name + "zstd".length() + 1 + "1.0".length() + 1;
    assertError(
        withLong(seven, first, 1L << 40),
        "byte %d: expected a section within the file's %d bytes, found byte %d"
            .formatted(first, seven.length, 1L << 40));
    int headers = first + Long.BYTES;
    assertError(
        withLong(seven, first, headers),
        "byte " + headers + ": expected section 0 (DONE), found 16");
  }

  private static byte[] withLong(byte[] file, int place, long value) {
    byte[] changed = file.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putLong(place, value);
    return changed;
  }

  @Test
  void open_optionsThatPointBack_end() {
    int first = find(seven, "zstd") + 9;
    long options = ByteBuffer.wrap(seven).order(ByteOrder.LITTLE_ENDIAN).getLong(first);
    byte[] loop = withLong(seven, seven.length - Long.BYTES, options);

    assertThatThrownBy(() -> Dat.read(loop))
        .isInstanceOf(TraceSyntaxException.class)
        .hasMessageContaining("expected further options at a new place, found byte " + options);
  }

  @Test
  void open_noEvents_isAnError() {
    assertError(new DatBuilder().tlbFlush().version6(), "no trace event in the file");
    assertError(new DatBuilder().version6(), "expected the formats of events, found none");
  }

  private static byte[] realSix() throws IOException {
    try (GZIPInputStream in =
        new GZIPInputStream(Files.newInputStream(RESOURCES.resolve("ipi-2cpu.v6.dat.gz")))) {
      return in.readAllBytes();
    }
  }

  private static void assertReads(byte[] file) throws IOException {
    try {
      Dat read = Dat.read(file);
      assertThat(read.records()).isNotEmpty().hasSize((int) read.diagnostics().events());
    } catch (TraceSyntaxException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n").hasSizeLessThan(400);
    }
  }

  private static byte[] damaged(byte[] file, long seed) {
    byte[] changed = file.clone();
    Random random = new Random(seed);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int place = random.nextInt(random.nextBoolean() ? Math.min(4096, file.length) : file.length);
      changed[place] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(2) - 1);
    }
    return changed;
  }

  @Property(tries = 1500, seed = "20261127")
  void read_damagedAnywhere_endsWithEventsOrTheOneError(@ForAll long seed) throws IOException {
    assertReads(damaged(six, seed));
    assertReads(damaged(seven, seed));
  }

  @Property(tries = 30, seed = "20261127")
  void read_realDamagedAnywhere_endsWithEventsOrTheOneError(@ForAll long seed) throws IOException {
    assertReads(damaged(Files.readAllBytes(RESOURCES.resolve("ipi-2cpu.v7-zstd.dat")), seed));
    assertReads(damaged(realSix(), seed));
  }

  /* Every length of the headers, and some of the pages. */
  @Test
  void read_cutOffAnywhere_endsWithEventsOrTheOneError() throws IOException {
    for (byte[] file : List.of(six, seven)) {
      for (int length = VERSION; length < file.length; length += length < 2048 ? 1 : 61) {
        assertReads(Arrays.copyOf(file, length));
      }
    }
  }

  @Property(tries = 30, seed = "20261127")
  void read_realCutOffAnywhere_keepsABeginning(@ForAll @DoubleRange(max = 1) double part)
      throws IOException {
    byte[] file = realSix();
    assertReads(Arrays.copyOf(file, (int) (file.length * part)));
  }
}
