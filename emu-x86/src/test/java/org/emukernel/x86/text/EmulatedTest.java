package org.emukernel.x86.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Instructions as the INT3 handler emulates them (SDM vol. 2, "Jcc", "CALL", "JMP", "RET"). */
class EmulatedTest {

  private static final long CF = 1;
  private static final long PF = 1 << 2;
  private static final long ZF = 1 << 6;
  private static final long SF = 1 << 7;
  private static final long OF = 1 << 11;

  private static boolean taken(int condition, long flags) {
    return new Emulated(0x70 + condition, 0).isTaken(flags);
  }

  /* Table "Condition Codes": O, C, Z, C or Z, S, P, S != O, Z or S != O, each odd one the opposite. */
  @Test
  void isTaken_eachCondition_followsTheFlags() {
    long[] holds = {OF, CF, ZF, CF, SF, PF, SF, ZF};
    long[] alsoHolds = {OF | CF, CF | ZF, ZF | SF, ZF, SF | OF, PF | CF, OF, SF};
    long[] fails = {CF | ZF, ZF | OF, CF | SF, OF | SF, OF, ZF, SF | OF, SF | OF};
    for (int i = 0; i < 8; i++) {
      assertThat(taken(2 * i, holds[i])).as("condition %d", 2 * i).isTrue();
      assertThat(taken(2 * i, alsoHolds[i])).as("condition %d", 2 * i).isTrue();
      assertThat(taken(2 * i, fails[i])).as("condition %d", 2 * i).isFalse();
      assertThat(taken(2 * i + 1, holds[i])).as("condition %d", 2 * i + 1).isFalse();
      assertThat(taken(2 * i + 1, fails[i])).as("condition %d", 2 * i + 1).isTrue();
    }
  }

  /* Bytes first byte lowest. */
  @ParameterizedTest
  @CsvSource({
    "0x0000441f0f, 5, 0xe9, 0", // NOP
    "0x9066, 2, 0xeb, 0", // NOP
    "0xfffffffbe8, 5, 0xe8, -5",
    "0x00000010e9, 5, 0xe9, 16",
    "0xfeeb, 2, 0xeb, -2",
    "0xccccccccc3, 5, 0xc3, 0",
    "0xcc, 1, 0xcc, 0",
    "0x00000100840f, 6, 0x74, 256",
    "0xf07f, 2, 0x7f, -16"
  })
  void of_instruction_givesOpcodeAndDisplacement(
      String bytes, int length, String opcode, long displacement) {
    assertThat(Emulated.of(Long.decode(bytes), length))
        .isEqualTo(new Emulated(Integer.decode(opcode), displacement));
  }
}
