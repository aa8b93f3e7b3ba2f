package org.emukernel.x86.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** can_boost() and prepare_emulation(), arch/x86/kernel/kprobes/core.c, v6.18. */
class ProbedInstructionTest {

  private static byte[] bytes(String hex) {
    return Arrays.copyOf(HexFormat.of().parseHex(hex), 16);
  }

  @ParameterizedTest
  @CsvSource({
    "31c0, 2, true", // xorl %eax,%eax
    "b802000000, 5, true", // movl $2,%eax
    "0fb6c0, 3, true", // movzbl %al,%eax
    "fff0, 2, false", // pushq %rax by group 5
    "ffc0, 2, true", // incl %eax
    "e800000000, 5, false", // call
    "7402, 2, false", // je
    "cc, 1, false", // int3
    "488b0500000000, 0, false", // movq 0(%rip),%rax: not moved here
    "0f0b, 2, false" // ud2
  })
  void decode_instruction_saysLengthAndWhetherItsCopyMayRunOn(
      String hex, int length, boolean boostable) {
    assertThat(ProbedInstruction.decode(bytes(hex), 0))
        .isEqualTo(new ProbedInstruction(length, boostable));
  }

  @ParameterizedTest
  @CsvSource({
    "0xe8, true",
    "0xe9, true",
    "0xeb, true",
    "0x74, true",
    "0x850f, true",
    "0xb8, false"
  })
  void isEmulated_firstBytes_areNearJumpsAndCalls(String bytes, boolean emulated) {
    assertThat(ProbedInstruction.isEmulated(Long.decode(bytes))).isEqualTo(emulated);
  }
}
