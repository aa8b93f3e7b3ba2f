package org.example.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Encodings as the RISC-V ISA manual's instruction listings give them. */
class EncodingsTest {

  private static int encode(Consumer<Assembler> one) {
    Assembler asm = new Assembler(0x1000);
    one.accept(asm);
    return word(asm.link(Map.of("back", 0x0ffcL, "on", 0x1008L)));
  }

  private static int word(byte[] code) {
    return ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  @Test
  void assembler_knownInstructions_areEncodedAsTheManualSays() {
    assertThat(encode(a -> a.addi(0, 0, 0))).as("nop").isEqualTo(0x0000_0013);
    assertThat(encode(a -> a.addi(10, 2, 0))).as("mv a0, sp").isEqualTo(0x0001_0513);
    assertThat(encode(a -> a.addi(2, 2, -288))).as("addi sp, sp, -288").isEqualTo(0xee01_0113);
    assertThat(encode(a -> a.ld(1, 8, 2))).as("ld ra, 8(sp)").isEqualTo(0x0081_3083);
    assertThat(encode(a -> a.sd(1, 8, 2))).as("sd ra, 8(sp)").isEqualTo(0x0011_3423);
    assertThat(encode(a -> a.andi(8, 8, 256))).as("andi s0, s0, 256").isEqualTo(0x1004_7413);
    assertThat(encode(a -> a.lui(5, 0x40))).as("lui t0, 0x40").isEqualTo(0x0004_02b7);
    assertThat(encode(a -> a.csrrw(4, 0x140, 4)))
        .as("csrrw tp, sscratch, tp")
        .isEqualTo(0x1402_1273);
    assertThat(encode(a -> a.csrrs(18, 0x141, 0))).as("csrr s2, sepc").isEqualTo(0x1410_2973);
    assertThat(encode(a -> a.csrrci(0, 0x100, 2))).as("csrci sstatus, 2").isEqualTo(0x1001_7073);
    assertThat(encode(a -> a.jump("back"))).as("j .-4").isEqualTo(0xffdf_f06f);
    assertThat(encode(a -> a.bne(4, 0, "on"))).as("bnez tp, .+8").isEqualTo(0x0002_1463);
    assertThat(encode(a -> a.blt(20, 0, "back"))).as("bltz s4, .-4").isEqualTo(0xfe0a_4ee3);
  }

  @Test
  void immediates_ofEachFormat_areDecodedAsEncoded() {
    for (int offset : new int[] {-4096, -2, 0, 2, 2046, 2048, 4094}) {
      assertThat(Interpreter.immB(Assembler.b(0, 1, 2, offset))).isEqualTo(offset);
    }
    for (int offset : new int[] {-1048576, -2, 0, 2, 2046, 2048, 4096, 1048574}) {
      assertThat(Interpreter.immJ(Assembler.j(1, offset))).isEqualTo(offset);
    }
    for (int offset : new int[] {-2048, -1, 0, 1, 31, 32, 2047}) {
      assertThat(Interpreter.immS(Assembler.s(0x23, 3, 1, 2, offset))).isEqualTo(offset);
      assertThat(Interpreter.immI(Assembler.i(0x13, 0, 1, 2, offset))).isEqualTo(offset);
    }
  }

  @Test
  void branch_outOfReach_isRefused() {
    Assembler asm = new Assembler(0).beq(0, 0, "far");
    assertThatThrownBy(() -> asm.link(Map.of("far", 4096L))).hasMessageContaining("far");
  }
}
