package org.emukernel.x86.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Holds for all bytes. */
class DecoderPropertyTest {
  private final Decoder decoder = new Decoder();

  @Property(tries = 20_000, seed = "1")
  void decode_anyBytes_yieldsAnInstructionOfOneToFifteenBytes(
      @ForAll @Size(min = 1, max = 20) byte[] code) {
    Instruction instruction = decoder.decode(code, 0, code.length);

    assertThat(instruction.length()).isBetween(1, Math.min(code.length, Decoder.MAX_LENGTH));
    assertThat(instruction.toString()).isNotEmpty();
  }

  @Property(tries = 20_000, seed = "1")
  void decode_bytesAfterTheInstruction_doNotMatter(
      @ForAll @Size(15) byte[] code, @ForAll byte filler) {
    Instruction instruction = decoder.decode(code, 0, code.length);
    byte[] other = code.clone();
    Arrays.fill(other, instruction.length(), other.length, filler);

    Instruction again = decoder.decode(other, 0, other.length);

    assertThat(again).hasToString(instruction.toString());
    assertThat(again.length()).isEqualTo(instruction.length());
  }

  @Property(tries = 20_000, seed = "1")
  void decode_fewerBytesThanTheInstructionHas_isTruncated(@ForAll @Size(15) byte[] code) {
    Instruction instruction = decoder.decode(code, 0, code.length);
    if (instruction.mnemonic().isDecoded()) {
      assertThat(decoder.decode(code, 0, instruction.length() - 1).mnemonic())
          .isEqualTo(Mnemonic.TRUNCATED);
    }
  }
}
