package org.emukernel.x86.asm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our bytes against those of GNU as. */
class GnuAsComparisonTest {
  /**
   * Linux's ALTERNATIVE and ALTERNATIVE_2 (arch/x86/include/asm/alternative.h, v6.4), for GNU as.
   */
  private static final String LINUX_MACROS =
      """
      .macro altinstr_entry orig alt ft_flags orig_len alt_len
        .long \\orig - .
        .long \\alt - .
        .4byte \\ft_flags
        .byte \\orig_len
        .byte \\alt_len
      .endm
      .macro ALTERNATIVE oldinstr, newinstr, ft_flags
      140:
        \\oldinstr
      141:
        .skip -(((144f-143f)-(141b-140b)) > 0) * ((144f-143f)-(141b-140b)),0x90
      142:
        .pushsection .altinstructions,"a"
        altinstr_entry 140b,143f,\\ft_flags,142b-140b,144f-143f
        .popsection
        .pushsection .altinstr_replacement,"ax"
      143:
        \\newinstr
      144:
        .popsection
      .endm
      .macro ALTERNATIVE_2 oldinstr, newinstr1, ft1, newinstr2, ft2
      140:
        \\oldinstr
      141:
        .skip -((144f-143f) > (145f-144f))*((144f-143f)-(141b-140b))-((145f-144f) >= (144f-143f))*((145f-144f)-(141b-140b)),0x90
      142:
        .pushsection .altinstructions,"a"
        altinstr_entry 140b,143f,\\ft1,142b-140b,144f-143f
        altinstr_entry 140b,144f,\\ft2,142b-140b,145f-144f
        .popsection
        .pushsection .altinstr_replacement,"ax"
      143:
        \\newinstr1
      144:
        \\newinstr2
      145:
        .popsection
      .endm
      """;

  @TempDir Path directory;

  private Binutils binutils;

  @BeforeEach
  void needBinutils() {
    Binutils.assumePresent("as", "objcopy", "objdump");
    binutils = new Binutils(directory);
  }

  @Test
  void asm_everyFormAndOperand_sameBytesAsGnuAs() {
    List<String> forms = InstructionForms.all();
    String source = String.join("\n", forms) + "\n.skip 300,0x90\nloc: nop\n";

    byte[] expected = binutils.assemble(source, ".text");

    assertThat(forms).hasSizeGreaterThan(20_000);
    assertThat(text(source)).isEqualTo(expected);
  }

  @Test
  void asm_symbolReferences_sameRelocationsAsGnuAs() {
    String source =
        """
        call ext
        jmp ext
        je ext
        movq $sym, %rax
        movl $sym, %eax
        movq sym(%rip), %rax
        addl $5, sym+8(%rip)
        movw $0x1234, sym(%rip)
        movq sym(,%rax,8), %rcx
        movabs $sym, %rcx
        movq %rsp, %gs:sym+20(%rip)
        movq %rsp, %gs:sym
        here: .quad sym, sym+1
        .long sym, sym - ., sym - here
        .quad sym - .
        """;
    binutils.assemble(source, ".text");
    String listing = binutils.run("objdump", "-r", "in.o").out();

    assertThat(relocations(source))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(parse(listing));
  }

  @Test
  void asm_branchesAtTheEdgeOfTheirReach_sameSizesAsGnuAs() {
    String source =
        """
        a1: jmp a1; je a1
        .skip 120,0x90
        jmp a1; jmp a1; jmp a1; jne a1; jne a2; jmp a2
        .skip 123,0x90
        a2: nop
        1: jmp 1f; jmp 1b
        1: jmp 1b; jmp a3
        .skip 127,0x90
        a3: jmp a4
        .skip 128,0x90
        a4: jmp gl
        .globl gl
        gl: nop
        c1: jmp c4
        jmp c5
        .skip 121,0x90
        jmp c1
        c4: nop
        c5: .byte 1,2,0xff,-1
        .word 1,0xffff
        .long 1, gl-c1, c5 - c1
        .quad gl-c1, -1
        .balign 16,0xcc
        .ascii "ab\\n"
        .asciz "x"
        .p2align 3,0xcc
        addl $c5-c4,%eax
        d1: loop d1; jrcxz d1; loope d2; loopne d1; loopz d1; loopnz d2
        d2: nop
        """;

    assertThat(text(source)).isEqualTo(binutils.assemble(source, ".text"));
  }

  @Test
  void asm_chainOfBranchesThatPushEachOther_sameSizesAsGnuAs() {
    StringBuilder source = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      source.append(
          "l%d: jmp l%d; jne l%d; .skip %d,0x90%n"
              .formatted(i, (i + 5) % 200, (i * 7) % 200, i % 23));
    }

    assertThat(text(source.toString())).isEqualTo(binutils.assemble(source.toString(), ".text"));
  }

  @Test
  void alternative_macrosOfLinux_sameSectionsAsGnuAs() {
    String source =
        """
        ALTERNATIVE "jmp .Lend", "", 235
        ALTERNATIVE "", "bts $63, %rsp", 145
        ALTERNATIVE "call ext", "lfence", 100
        ALTERNATIVE_2 "nop", "call ext", 308, "jmp .Lend; mov %gs:sym(%rip), %rax", 0x10110
        ALTERNATIVE_2 "", "xor %eax,%eax", 1, "", 2
        .skip 100, 0x90
        .Lend: ret
        """;
    String ours = source.replace("0x10110", "ALT_NOT(0x110)");
    RelocatableObject object = new Assembler("alt").asm(ours).assemble();

    for (String name : List.of(".text", ".altinstructions", ".altinstr_replacement")) {
      assertThat(object.section(name).orElseThrow().bytes())
          .as(name)
          .isEqualTo(binutils.assemble(LINUX_MACROS + source, name));
    }
  }

  @Test
  void knownBytes_resource_stillWhatGnuAsMakes() {
    StringBuilder source = new StringBuilder();
    StringBuilder hex = new StringBuilder();
    for (KnownBytes known : KnownBytes.all()) {
      source.append(known.source()).append('\n');
      hex.append(known.hex());
    }

    assertThat(HexFormat.of().formatHex(binutils.assemble(source.toString(), ".text")))
        .isEqualTo(hex.toString());
  }

  private static byte[] text(String source) {
    return new Assembler("test").asm(source).assemble().section(".text").orElseThrow().bytes();
  }

  private static List<String> relocations(String source) {
    List<String> found = new ArrayList<>();
    for (Relocation r :
        new Assembler("test").asm(source).assemble().section(".text").orElseThrow().relocations()) {
      found.add("%x %s %s %d".formatted(r.offset(), r.type(), r.symbol(), r.addend()));
    }
    return found;
  }

  private static List<String> parse(String listing) {
    Pattern line =
        Pattern.compile("(?m)^([0-9a-f]{16}) (R_\\S+)\\s+(\\w+)(?:([+-])0x([0-9a-f]+))?$");
    List<String> found = new ArrayList<>();
    Matcher m = line.matcher(listing);
    while (m.find()) {
      long addend = m.group(5) == null ? 0 : Long.parseUnsignedLong(m.group(5), 16);
      addend = "-".equals(m.group(4)) ? -addend : addend;
      found.add(
          "%x %s %s %d".formatted(Long.parseLong(m.group(1), 16), m.group(2), m.group(3), addend));
    }
    return found;
  }
}
