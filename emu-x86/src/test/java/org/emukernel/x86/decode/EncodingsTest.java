package org.emukernel.x86.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the decoder with encodings picked by hand from the SDM; the resource {@code
 * encodings.txt} says how it reads.
 */
class EncodingsTest {
  private final Decoder decoder = new Decoder();

  private record Encoded(byte[] bytes, Mnemonic mnemonic, String text) {
    @Override
    public String toString() {
      return HexFormat.ofDelimiter(" ").formatHex(bytes) + " " + text;
    }
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void decode_sdmEncoding_yieldsMnemonicLengthAndOperands(Encoded encoded) {
    byte[] padded = Arrays.copyOf(encoded.bytes, encoded.bytes.length + 5);

    Instruction instruction = decoder.decode(padded, 0, padded.length);

    assertThat(instruction.mnemonic()).isEqualTo(encoded.mnemonic);
    if (encoded.mnemonic != Mnemonic.INVALID) {
      assertThat(instruction.length()).isEqualTo(encoded.bytes.length);
      assertThat(instruction).hasToString(encoded.text);
    }
  }

  @ParameterizedTest
  @MethodSource("validEncodings")
  void decode_everyProperPrefixOfAnEncoding_isTruncated(Encoded encoded) {
    for (int limit = 0; limit < encoded.bytes.length; limit++) {
      assertThat(decoder.decode(encoded.bytes, 0, limit).mnemonic())
          .as("%d bytes", limit)
          .isEqualTo(Mnemonic.TRUNCATED);
    }
  }

  @ParameterizedTest
  @MethodSource("validEncodings")
  void decode_paddedWithPrefixesBeyondFifteenBytes_isTooLong(Encoded encoded) {
    byte[] padded = new byte[Decoder.MAX_LENGTH + 1];
    Arrays.fill(padded, (byte) 0x2e);
    System.arraycopy(
        encoded.bytes, 0, padded, padded.length - encoded.bytes.length, encoded.bytes.length);

    assertThat(decoder.decode(padded, 0, padded.length).mnemonic()).isEqualTo(Mnemonic.TOO_LONG);
    assertThat(decoder.decode(padded, 1, padded.length).length()).isEqualTo(Decoder.MAX_LENGTH);
  }

  static Stream<Encoded> validEncodings() throws IOException {
    return encodings().filter(encoded -> encoded.mnemonic != Mnemonic.INVALID);
  }

  static Stream<Encoded> encodings() throws IOException {
    return lines().stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(EncodingsTest::parse);
  }

  private static Encoded parse(String line) {
    String[] columns = line.split("\\|", -1);
    byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(columns[0].strip());
    return new Encoded(bytes, Mnemonic.valueOf(columns[1].strip()), columns[2].strip());
  }

  private static List<String> lines() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(EncodingsTest.class.getResourceAsStream("encodings.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
