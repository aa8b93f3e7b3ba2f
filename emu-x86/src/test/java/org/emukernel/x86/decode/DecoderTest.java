package org.emukernel.x86.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import org.emukernel.x86.decode.Operand.Imm;
import org.emukernel.x86.decode.Operand.Mem;
import org.emukernel.x86.decode.Operand.Reg;
import org.emukernel.x86.decode.Operand.Rel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The typed view of an instruction; {@link EncodingsTest} covers what its text shows. */
class DecoderTest {
  private final Decoder decoder = new Decoder();

  @Test
  void decode_memoryWithEveryPart_yieldsEachPart() {
    Instruction instruction = decode("65 4e 8b a4 6d 00 f0 ff ff");

    assertThat(instruction.operands())
        .containsExactly(new Reg(RegisterClass.GPR, 12, 8), new Mem(5, 5, 13, 2, -0x1000, 8));
  }

  @Test
  void decode_ripRelative_yieldsRipAsBase() {
    assertThat(decode("8b 05 fc ff ff ff").operand(1))
        .isEqualTo(new Mem(Mem.NONE, Mem.RIP, Mem.NONE, 1, -4, 4));
  }

  @Test
  void decode_absoluteAddressBelowZero_isSignExtended() {
    assertThat(decode("8b 04 25 00 00 00 80").operand(1))
        .isEqualTo(new Mem(Mem.NONE, Mem.NONE, Mem.NONE, 1, 0xffffffff80000000L, 4));
  }

  @Test
  void decode_addressSizePrefix_zeroExtendsTheMovOffset() {
    assertThat(decode("67 a0 00 00 00 80").operand(1))
        .isEqualTo(new Mem(Mem.NONE, Mem.NONE, Mem.NONE, 1, 0x80000000L, 1));
  }

  @Test
  void decode_stringInstruction_spellsOutBothAddresses() {
    Instruction instruction = decode("f3 64 a5");

    assertThat(instruction.operands())
        .containsExactly(new Mem(0, 7, Mem.NONE, 1, 0, 4), new Mem(4, 6, Mem.NONE, 1, 0, 4));
    assertThat(instruction.rep()).isEqualTo(Rep.REP);
  }

  @Test
  void decode_signExtendedImmediate_keepsItsEncodedSize() {
    assertThat(decode("48 83 c0 80").operand(1)).isEqualTo(new Imm(-128, 1));
    assertThat(decode("48 c1 e0 80").operand(1)).isEqualTo(new Imm(128, 1));
    assertThat(decode("48 81 c0 00 00 00 80").operand(1))
        .isEqualTo(new Imm(0xffffffff80000000L, 4));
  }

  @Test
  void decode_branch_isRelativeToItsEnd() {
    assertThat(decode("eb fe").operand(0)).isEqualTo(new Rel(-2, 1));
    assertThat(decode("66 e9 00 00 00 00").operand(0)).isEqualTo(new Rel(0, 4));
  }

  @ParameterizedTest
  @CsvSource({
    "74 00, 4",
    "0f 8f 00 00 00 00, 15",
    "0f 90 c0, 0",
    "0f 4c c1, 12",
    "90, -1",
    "0f b0 07, -1"
  })
  void condition_conditionalOrNot_isTheCodeOrMinusOne(String bytes, int condition) {
    assertThat(decode(bytes).condition()).isEqualTo(condition);
  }

  @ParameterizedTest
  @CsvSource({
    "00 c0, 1",
    "66 01 c0, 2",
    "01 c0, 4",
    "48 01 c0, 8",
    "66 48 01 c0, 8",
    "50, 8",
    "66 50, 2",
    "c3, 8",
    "66 c3, 8",
    "0f 22 d8, 8",
    "0f b6 c0, 4",
    "e4 60, 1",
    "48 ed, 4",
    "a4, 1",
    "48 a5, 8",
    "48 0f 07, 8",
    "66 0f 07, 4",
    "0f c7 0e, 4",
    "48 0f c7 0e, 8",
    "66 0f 38 f6 c1, 4",
    "66 f2 0f 38 f1 c1, 2",
    "66 f3 0f b8 c1, 2",
    "74 00, 8",
    "0f 94 c0, 1",
    "c4 e2 f8 f3 cb, 8"
  })
  void operandSize_prefixes_followTheRulesOf64BitMode(String bytes, int size) {
    assertThat(decode(bytes).operandSize()).isEqualTo(size);
  }

  @ParameterizedTest
  @CsvSource({
    "f3 90, NONE",
    "f3 0f b8 c1, NONE",
    "f3 a4, REP",
    "f2 ae, REPNE",
    "f3 f2 ae, REPNE",
    "f3 c3, REP",
    "a4, NONE"
  })
  void rep_prefixThatSelectsTheOpcode_isNoRepeatPrefix(String bytes, Rep rep) {
    assertThat(decode(bytes).rep()).isEqualTo(rep);
  }

  @ParameterizedTest
  @CsvSource({
    "90, 0, 144",
    "0f 05, 1, 5",
    "66 0f 38 82 08, 2, 130",
    "66 0f 3a 0f c0 01, 3, 15",
    "c5 f8 77, 1, 119"
  })
  void opcodeMap_escapes_selectTheMap(String bytes, int map, int opcode) {
    assertThat(decode(bytes).opcodeMap()).isEqualTo(map);
    assertThat(decode(bytes).opcode()).isEqualTo(opcode);
  }

  @Test
  void usesStackSegment_baseRspOrRbpWithoutOverride_holds() {
    assertThat(memory("8b 44 24 08").usesStackSegment()).isTrue();
    assertThat(memory("8b 45 00").usesStackSegment()).isTrue();
    assertThat(memory("41 8b 45 00").usesStackSegment()).isFalse();
    assertThat(memory("64 8b 45 00").usesStackSegment()).isFalse();
  }

  @Test
  void decode_limitOutsideTheArray_isTheCallersMistake() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> decoder.decode(new byte[2], 0, 3));
  }

  @Test
  void length_instruction_equalsThatOfDecode() {
    assertThat(Decoder.length(new byte[] {0x0f, 0x05, (byte) 0x90}, 0, 3)).isEqualTo(2);
  }

  private Mem memory(String hex) {
    return (Mem) decode(hex).operand(1);
  }

  private Instruction decode(String hex) {
    byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
    return decoder.decode(bytes, 0, bytes.length);
  }
}
