package org.emukernel.x86.asm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AssemblerTest {
  private static final String ALPHABET = " \n;:,.$%()*\"#/@\\+-~<>&|=0189axrspbq_LZ";

  static java.util.List<KnownBytes> knownBytes() {
    return KnownBytes.all();
  }

  @ParameterizedTest
  @MethodSource("knownBytes")
  void asm_instruction_bytesOfGnuAs(KnownBytes known) {
    assertThat(text(known.source())).isEqualTo(known.hex());
  }

  @ParameterizedTest
  @CsvSource({
    "jmp8 t; t:, eb00",
    "jmp32 t; t:, e900000000",
    "je8 t; t:, 7400",
    "jne32 t; t:, 0f8500000000",
    "jmp.d32 t; t:, e900000000",
  })
  void asm_branchOfFixedSize_keepsIt(String source, String hex) {
    assertThat(text(source)).isEqualTo(hex);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 90",
    "2, 6690",
    "3, 0f1f00",
    "4, 0f1f4000",
    "5, 0f1f440000",
    "6, 660f1f440000",
    "7, 0f1f8000000000",
    "8, 0f1f840000000000",
    "11, 0f1f8400000000000f1f00",
  })
  void asm_balignInCode_paddedWithTheLongestNops(int gap, String nops) {
    String filler = "cc".repeat(16 - gap);

    assertThat(text(".skip %d, 0xcc; .balign 16; ret".formatted(16 - gap)))
        .isEqualTo(filler + nops + "c3");
    assertThat(text(".skip %d, 0xcc; .balign 16, 0x90; ret".formatted(16 - gap)))
        .isEqualTo(filler + nops + "c3");
  }

  @Test
  void asm_perCpuVariable_isRelativeToRipUnderGs() {
    RelocatableObject object =
        new Assembler("t")
            .equ("TSS_sp2", 20)
            .asm("movq %rsp, PER_CPU_VAR(tss + TSS_sp2)")
            .assemble();

    assertThat(HexFormat.of().formatHex(object.section(".text").orElseThrow().bytes()))
        .isEqualTo("6548892500000000");
    assertThat(object.section(".text").orElseThrow().relocations())
        .containsExactly(new Relocation(4, RelocationType.R_X86_64_PC32, "tss", 16));
  }

  @Test
  void asm_backslashAt_isNewInEachCall() {
    String macro = "jmp .Lend_\\@\nint3\n.Lend_\\@:\n";
    Assembler twice = new Assembler("t").asm(macro).asm(macro);

    assertThat(bytes(twice.assemble())).isEqualTo("eb01cceb01cc");
  }

  @Test
  void asm_symMacros_setTypeSizeAndBinding() {
    RelocatableObject object =
        new Assembler("t")
            .asm(
                """
                SYM_FUNC_START(f)
                  ret
                SYM_FUNC_END(f)
                SYM_CODE_START_LOCAL(c)
                  nop
                SYM_INNER_LABEL(inner, SYM_L_GLOBAL)
                  hlt
                SYM_CODE_END(c)
                """)
            .assemble();

    assertThat(object.symbol("f"))
        .contains(new ObjectSymbol("f", ".text", 0, 1, SymbolType.FUNC, SymbolBinding.GLOBAL));
    assertThat(object.symbol("c"))
        .contains(new ObjectSymbol("c", ".text", 16, 2, SymbolType.NOTYPE, SymbolBinding.LOCAL));
    assertThat(object.symbol("inner"))
        .contains(
            new ObjectSymbol("inner", ".text", 17, 0, SymbolType.NOTYPE, SymbolBinding.GLOBAL));
  }

  @Test
  void section_flagsGiven_kept() {
    RelocatableObject object =
        new Assembler("t").section(".mine", "aw").asm(".long 1").label("after").assemble();

    ObjectSection section = object.section(".mine").orElseThrow();
    assertThat(section.flags()).isEqualTo(Set.of(SectionFlag.ALLOC, SectionFlag.WRITE));
    assertThat(object.symbol("after").orElseThrow().value()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "frobnicate %rax | unit:1: unknown mnemonic 'frobnicate'",
        "movq %rax | unit:1: no encoding takes these operands: movq %rax",
        "movl %rax, %ebx | unit:1: no encoding takes these operands: movl %rax, %ebx",
        "mov $1, (%rax) | unit:1: no register tells the operand size; add a suffix b, w, l or q: mov $0x1, memory",
        "addb %ah, %r8b | unit:1: ah, ch, dh and bh cannot be used beside a REX prefix",
        "addq $0x80000000, %rax | unit:1: no encoding takes these operands: addq $0x80000000, %rax",
        "push %rxx | unit:1: unknown register %rxx",
        "mov (%rax,%rsp), %eax | unit:1: %rsp cannot be an index register",
        "mov (%rax,%rbx,3), %eax | unit:1: scale must be 1, 2, 4 or 8, not 3",
        "a: nop; a: nop | unit:1: symbol 'a' is already defined",
        "jmp 1b | unit:1: no label 1 before 1b",
        "jmp 1f | unit:2: label '1f' is used but not defined",
        ".byte 256 | unit:1: value 0x100 does not fit in 1 bytes",
        ".popsection | unit:1: .popsection without .pushsection",
        ".section .odd | unit:1: section '.odd' is new and needs flags such as `a`",
        "ALTERNATIVE `nop`, `nop`, X86_FEATURE_NONE | unit:1: unknown feature 'X86_FEATURE_NONE'",
        "nop nop | unit:1: no register tells the operand size; add a suffix b, w, l or q: nop symbol",
        ".ascii `x | unit:1: string without closing quote",
        "jmp8 far; .skip 200; far: | unit:2: value 0xc8 does not fit in 1 bytes",
      })
  void asm_badSource_messageNamesPlaceAndCause(String source, String message) {
    String quoted = source.replace('`', '"');
    String expected = message.replace("`a`", "\"ax\"");

    assertThatExceptionOfType(AssemblyException.class)
        .isThrownBy(() -> new Assembler("unit").asm(quoted).assemble())
        .withMessage(expected);
  }

  @Test
  void asm_errorInLaterCall_lineCountsAllCalls() {
    Assembler assembler = new Assembler("unit").asm("nop\nnop\n");

    assertThatExceptionOfType(AssemblyException.class)
        .isThrownBy(() -> assembler.asm("nop # fine\nbad!\n"))
        .withMessageStartingWith("unit:4: ");
  }

  @Property(tries = 2000, seed = "20260322")
  void asm_garbage_neverFailsOtherwiseThanWithAMessage(
      @ForAll @Size(max = 24) java.util.List<@IntRange(max = 255) Integer> indexes) {
    StringBuilder garbage = new StringBuilder();
    indexes.forEach(i -> garbage.append(ALPHABET.charAt(i % ALPHABET.length())));
    try {
      new Assembler("unit").asm(garbage.toString()).assemble();
    } catch (AssemblyException e) {
      assertThat(e).hasMessageStartingWith("unit:");
    }
  }

  private static String text(String source) {
    return bytes(new Assembler("t").asm(source).assemble());
  }

  private static String bytes(RelocatableObject object) {
    return HexFormat.of().formatHex(object.section(".text").orElseThrow().bytes());
  }
}
