package org.emukernel.scenarios.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.emukernel.entry.check.BadImageException;
import org.emukernel.entry.check.BinarySymbol;
import org.emukernel.entry.check.BinarySymbol.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables as scripts/kallsyms.c writes them, in the three orders that it has had. */
class KallsymsTest {

  private static final long BASE = 0xffffffff81000000L;
  private static final int SYMBOLS = 600;
  private static final String LONG_NAME = "x".repeat(200);

  enum Order {
    V6_1,
    V6_2,
    V6_4
  }

  private static String name(int i) {
    return i == 300 ? LONG_NAME : "symbol_" + i;
  }

  private static long address(int i) {
    return i < 2 ? i * 8L : BASE + i * 16L;
  }

  static byte[] bytes(Order order) {
    Writer out = new Writer();
    out.bytes.writeBytes(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    if (order != Order.V6_4) {
      offsets(out);
    }
    out.int32(SYMBOLS);
    out.align();
    List<Integer> markers = names(out);
    markers.forEach(out::int32);
    out.align();
    if (order == Order.V6_2) {
      out.bytes.writeBytes(new byte[SYMBOLS * 3]);
      out.align();
    }
    tokens(out);
    if (order == Order.V6_4) {
      offsets(out);
    }
    return out.bytes.toByteArray();
  }

  private static void offsets(Writer out) {
    for (int i = 0; i < SYMBOLS; i++) {
      out.int32((int) (i < 2 ? address(i) : BASE - 1 - address(i)));
    }
    out.align();
    out.int64(BASE);
  }

  private static List<Integer> names(Writer out) {
    List<Integer> markers = new ArrayList<>();
    int start = out.bytes.size();
    for (int i = 0; i < SYMBOLS; i++) {
      if (i % 256 == 0) {
        markers.add(out.bytes.size() - start);
      }
      byte[] coded =
          (i % 2 == 0 ? "T" + name(i) : "d" + name(i)).getBytes(StandardCharsets.US_ASCII);
      if (coded.length >= 0x80) {
        out.bytes.write(coded.length & 0x7f | 0x80);
        out.bytes.write(coded.length >> 7);
      } else {
        out.bytes.write(coded.length);
      }
      out.bytes.writeBytes(coded);
    }
    out.align();
    return markers;
  }

  private static void tokens(Writer out) {
    ByteBuffer index = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    int start = out.bytes.size();
    for (int i = 0; i < 256; i++) {
      index.putShort((short) (out.bytes.size() - start));
      String token = i > ' ' && i < 0x7f ? String.valueOf((char) i) : "tok" + i;
      out.bytes.writeBytes(token.getBytes(StandardCharsets.US_ASCII));
      out.bytes.write(0);
    }
    out.align();
    out.bytes.writeBytes(index.array());
  }

  private static final class Writer {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void int32(int value) {
      for (int i = 0; i < 4; i++) {
        bytes.write(value >> 8 * i);
      }
    }

    void int64(long value) {
      int32((int) value);
      int32((int) (value >>> 32));
    }

    void align() {
      while (bytes.size() % 8 != 0) {
        bytes.write(0);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void find_tables_givesNamesAddressesAndKinds(Order order) throws BadImageException {
    List<BinarySymbol> symbols = Kallsyms.find(new ByteView(bytes(order))).orElseThrow();

    assertThat(symbols).hasSize(SYMBOLS);
    for (int i = 0; i < SYMBOLS; i++) {
      Kind kind = i % 2 == 0 ? Kind.GLOBAL_FUNCTION : Kind.DATA;
      assertThat(symbols.get(i)).isEqualTo(new BinarySymbol(name(i), address(i), 0, kind));
    }
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void find_damagedNames_findsNothing(Order order) throws BadImageException {
    byte[] bytes = bytes(order);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("Tsymbol_100");
    bytes[at - 1] += 1;

    assertThat(Kallsyms.find(new ByteView(bytes))).isEqualTo(Optional.empty());
  }

  /** Whatever is changed: symbols, none, or the one line; never more names than there is room. */
  @Property(tries = 300, seed = "20261127")
  void find_mutated_ends(
      @ForAll Order order, @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int times) {
    byte[] bytes = bytes(order);
    Random random = new Random(seed);
    for (int i = 0; i < times; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    try {
      assertThat(Kallsyms.find(new ByteView(bytes)).orElse(List.of()))
          .hasSizeLessThan(bytes.length);
    } catch (BadImageException e) {
      assertThat(e.getMessage()).contains("found ").contains("expected ").doesNotContain("\n");
    }
  }
}
