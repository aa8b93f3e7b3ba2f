package org.emukernel.scenarios.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.emukernel.entry.check.BadImageException;
import org.emukernel.entry.check.BinaryImage;
import org.emukernel.entry.check.CallOut;
import org.emukernel.entry.check.CheckResult;
import org.emukernel.entry.check.Finding;
import org.emukernel.entry.check.KeyedSite;
import org.emukernel.entry.check.TextArea;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small objects, each with one thing in it; GNU as is the one who writes them. */
class ObjectsTest {

  private static final String OUTSIDE =
      """
          .text
          .globl traced
          .type traced, @function
      traced:
          ret
          .size traced, .-traced
      """;

  @TempDir Path directory;

  private CheckResult check(String source)
      throws IOException, InterruptedException, BadImageException {
    return Images.check(Images.assemble(directory, "object", source));
  }

  private static String noinstr(String body) {
    return """
        .section .noinstr.text, "ax"
        .globl quiet
        .type quiet, @function
    quiet:
    %s
        ret
        .size quiet, .-quiet
    """
        .formatted(body);
  }

  @Test
  void check_noinstrFunctionThatCallsOut_isFound() throws Exception {
    CheckResult result = check(OUTSIDE + noinstr("    nop\n    call traced\n"));

    assertThat(result.image().kind()).isEqualTo(BinaryImage.Kind.OBJECT);
    assertThat(result.findings()).hasSize(1);
    Finding finding = result.findings().get(0);
    assertThat(finding.title()).isEqualTo("call leaves .noinstr.text");
    assertThat(finding.at()).isEqualTo("quiet+0x1");
    assertThat(finding.subject()).isEqualTo("traced");
  }

  @Test
  void check_tailCallOut_isFound() throws Exception {
    CheckResult result = check(OUTSIDE + noinstr("    jmp traced\n"));

    assertThat(result.findings()).extracting(Finding::at).containsExactly("quiet");
  }

  @Test
  void check_noinstrFunctionThatCallsNoinstr_isClean() throws Exception {
    CheckResult result =
        check(noinstr("    call calm\n") + "calm:\n    ret\n.type calm, @function\n");

    assertThat(result.findings()).isEmpty();
  }

  @Test
  void check_callWhereInstrumentationIsAllowed_isCleanAndBehindItNot() throws Exception {
    String body =
        """
        991: nop
            .pushsection .discard.instr_begin
            .long 991b - .
            .popsection
            test %edi, %edi
            je 1f
            call traced
        1:
        992: nop
            .pushsection .discard.instr_end
            .long 992b - .
            .popsection
            call traced
        """;

    CheckResult result = check(OUTSIDE + noinstr(body));

    assertThat(result.text().callOuts())
        .extracting(CallOut::region)
        .containsExactly(KeyedSite.Region.INSIDE, KeyedSite.Region.OUTSIDE);
    assertThat(result.findings()).extracting(Finding::at).containsExactly("quiet+0xb");
  }

  @Test
  void check_callThroughPvOps_isResolvedToWhatTheSlotHolds() throws Exception {
    String ops =
        """
            .data
            .globl pv_ops
            .type pv_ops, @object
        pv_ops:
            .quad quiet
            .quad traced
            .size pv_ops, .-pv_ops
        """;

    CheckResult result =
        check(OUTSIDE + ops + noinstr("    call *pv_ops(%rip)\n    call *pv_ops+8(%rip)\n"));

    assertThat(result.findings()).hasSize(1);
    assertThat(result.findings().get(0).subject()).isEqualTo("pv_ops+0x8 (traced)");
  }

  /**
   * As arch/x86/kernel/paravirt.c, v6.1, without CONFIG_PARAVIRT_XXL; the names are of the fields.
   */
  @Test
  void check_callThroughPvOps_hasTheNameOfItsSlot() throws Exception {
    String functions =
        Stream.of(
                "native_io_delay",
                "native_flush_tlb_local",
                "native_flush_tlb_global",
                "native_flush_tlb_one_user",
                "native_flush_tlb_multi",
                "tlb_remove_page",
                "_paravirt_nop")
            .map(name -> ".type %s, @function\n%s:\n    ret\n".formatted(name, name))
            .collect(Collectors.joining());
    String ops =
        """
            .data
            .globl pv_ops
            .type pv_ops, @object
        pv_ops:
            .quad native_io_delay, native_flush_tlb_local, native_flush_tlb_global
            .quad native_flush_tlb_one_user, native_flush_tlb_multi, tlb_remove_page
            .quad _paravirt_nop, _paravirt_nop
            .size pv_ops, .-pv_ops
        pv_info:
            .quad 0
        """;
    String body =
        """
            call *pv_ops(%rip)
            call *pv_ops+32(%rip)
            call *pv_ops+56(%rip)
        """;

    CheckResult result = check(OUTSIDE + functions + ops + noinstr(body));

    assertThat(result.findings())
        .extracting(Finding::subject)
        .containsExactly(
            "pv_ops.cpu.io_delay (native_io_delay)",
            "pv_ops.mmu.flush_tlb_multi (native_flush_tlb_multi)",
            "pv_ops.mmu.notify_page_enc_status_changed (_paravirt_nop)");
  }

  @Test
  void check_pvOpsOfAnotherFile_isToldBySlot() throws Exception {
    CheckResult result = check(noinstr("    call *pv_ops+0xc0(%rip)\n    call elsewhere\n"));

    assertThat(result.text().callOuts())
        .extracting(CallOut::callee)
        .containsExactly("pv_ops+0xc0", "elsewhere");
  }

  @Test
  void check_callsThatCannotBeResolved_areListedAndNotFound() throws Exception {
    CheckResult result = check(noinstr("    call *%rax\n    call somewhere\n"));

    assertThat(result.findings()).isEmpty();
    assertThat(result.text().callOuts())
        .extracting(CallOut::kind)
        .containsExactly(CallOut.Kind.UNRESOLVED, CallOut.Kind.UNRESOLVED);
    assertThat(result.text().callOuts())
        .extracting(CallOut::callee)
        .containsExactly("call *%rax", "somewhere");
  }

  private static String keyIn(String section) {
    return """
        .section .entry.text, "ax"
        .globl entry
        .type entry, @function
    entry:
        cld
    1:  .byte 0x66, 0x90
        ret
    2:  nop
        ret
        .pushsection __jump_table, "aw"
        .long 1b - .
        .long 2b - .
        .quad key - .
        .popsection
        .section %s, "aw"
        .balign 8
        .globl key
    key:
        .quad 0, 0
    """
        .formatted(section);
  }

  @Test
  void check_staticKeyInEntryText_isFound() throws Exception {
    CheckResult result = check(keyIn(".data"));

    assertThat(result.jumpLabels().counts().byArea()).containsEntry(TextArea.ENTRY, 1L);
    assertThat(result.findings()).hasSize(1);
    Finding finding = result.findings().get(0);
    assertThat(finding.title()).isEqualTo("non-ro static key in .entry.text");
    assertThat(finding.at()).isEqualTo("entry+0x1");
    assertThat(finding.subject()).isEqualTo("key");
    assertThat(finding.concerns("cr3-signal")).isTrue();
    assertThat(finding.concerns("coalesce-tlbi")).isFalse();
  }

  @Test
  void check_staticKeyThatIsFixedAfterBoot_isClean() throws Exception {
    CheckResult result = check(keyIn(".data..ro_after_init"));

    assertThat(result.jumpLabels().roAfterInitKeys()).isEqualTo(1);
    assertThat(result.findings()).isEmpty();
  }

  @Test
  void check_staticCallInNoinstrText_isFoundForContextWorkOnly() throws Exception {
    String table =
        """
            .pushsection .static_call_sites, "aw"
            .long 1b - .
            .long __SCK__one - .
            .popsection
            .data
            .balign 8
            .globl __SCK__one
        __SCK__one:
            .quad 0, 0
        """;

    CheckResult result = check(noinstr("1:  call __SCT__one\n") + table);

    assertThat(result.findings()).hasSize(1);
    Finding finding = result.findings().get(0);
    assertThat(finding.title()).isEqualTo("non-ro static call in .noinstr.text");
    assertThat(finding.subject()).isEqualTo("__SCK__one");
    assertThat(finding.concerns("context-work")).isTrue();
    assertThat(finding.concerns("cr3-signal")).isFalse();
  }

  /* As entry_SYSCALL_64 and SWITCH_TO_KERNEL_CR3, v6.1; struct alt_instr of 12 bytes. */
  @Test
  void check_entryObject_runsItWithAlternativesApplied() throws Exception {
    CheckResult result =
        check(
            """
                .macro alternative feature, length
                .pushsection .altinstructions, "a"
                .long 140b - .
                .long 144f - .
                .word \\feature
                .byte 142b - 140b
                .byte \\length
                .popsection
                .endm
                .section .entry.text, "ax"
                .globl entry_SYSCALL_64
                .type entry_SYSCALL_64, @function
            entry_SYSCALL_64:
                swapgs
                movq %rsp, %gs:cpu_tss_rw+20
            140:
                jmp 1f
            142:
                alternative 7*32+11, 0
                .pushsection .altinstr_replacement, "ax"
            144:
                .popsection
                mov %cr3, %rsp
            140:
                .skip 5, 0x90
            142:
                alternative 4*32+17, 5
                .pushsection .altinstr_replacement, "ax"
            144:
                bts $63, %rsp
                .popsection
                andq $~0x1800, %rsp
                mov %rsp, %cr3
            1:
                ud2
                .size entry_SYSCALL_64, .-entry_SYSCALL_64
            """);

    assertThat(result.findings()).isEmpty();
    assertThat(result.alternatives().total()).isEqualTo(2);
    PathSummary path = PathSummary.of(result.entries().get(0), result.alternativeSites());
    assertThat(path.instructions()).isEqualTo(7);
    assertThat(path.bytes()).isEqualTo(32);
    assertThat(path.nops()).isEqualTo(1);
    assertThat(path.alternatives()).isEqualTo(2);
    assertThat(path.gsAccesses()).isEqualTo(1);
  }

  @Test
  void check_bytesThatAreNoInstruction_areNamed() throws Exception {
    CheckResult result = check(OUTSIDE + "bad:\n    nop\n    .byte 0x06\n");

    assertThat(result.text().notFollowed())
        .extracting(place -> result.image().symbolize(place.address()) + ": " + place.why())
        .containsExactly("bad+0x1: no instruction");
  }
}
