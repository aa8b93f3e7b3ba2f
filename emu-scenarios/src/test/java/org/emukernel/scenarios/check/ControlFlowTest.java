package org.emukernel.scenarios.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emukernel.entry.check.BadImageException;
import org.emukernel.entry.check.CallOut;
import org.emukernel.entry.check.CheckResult;
import org.emukernel.entry.check.Finding;
import org.emukernel.entry.check.KeyedSite.Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions with switch statements, tail calls and calls that do not return. */
class ControlFlowTest {

  /** Marks as of include/linux/instrumentation.h, v6.1, and a switch between them. */
  private static final String SOURCE =
      """
      #define noinstr __attribute__((noinline, section(".noinstr.text")))
      #define MARK(which) \\
        asm volatile("%c0: nop\\n.pushsection .discard.instr_" which \\
                     "\\n.long %c0b - .\\n.popsection" : : "i"(__COUNTER__))
      #define FUNCTION(name) __attribute__((noipa)) void name(void) {}
      FUNCTION(a) FUNCTION(b) FUNCTION(c) FUNCTION(d) FUNCTION(e) FUNCTION(traced)
      noinstr void quiet(unsigned int which) {
        MARK("begin");
        switch (which) {
          case 0: a(); break;
          case 1: b(); break;
          case 2: c(); break;
          case 3: d(); break;
          case 4: e(); break;
          case 5: a(); b(); break;
        }
        MARK("end");
        traced();
        asm volatile("");
      }
      """;

  @TempDir Path directory;

  private CheckResult compile(String... options)
      throws IOException, InterruptedException, BadImageException {
    Files.writeString(directory.resolve("flow.c"), SOURCE);
    List<String> command =
        new java.util.ArrayList<>(List.of("gcc", "-c", "-O2", "-ffreestanding", "-mno-red-zone"));
    command.addAll(List.of(options));
    command.addAll(List.of("-o", "flow.o", "flow.c"));
    Images.run(directory, command.toArray(String[]::new));
    return Images.check(directory.resolve("flow.o"));
  }

  private CheckResult assemble(String source)
      throws IOException, InterruptedException, BadImageException {
    return Images.check(Images.assemble(directory, "flow", source));
  }

  /**
   * Absolute tables, offsets from the table, those behind a NOTRACK prefix, and no table at all.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-mcmodel=kernel -fno-pie | 1",
        "-fPIE | 1",
        "-mcmodel=kernel -fno-pie -fcf-protection=branch | 1",
        "-fPIE -fcf-protection=branch | 1",
        "-mcmodel=kernel -fno-pie -fno-jump-tables -mindirect-branch=thunk-extern | 0",
        "-mcmodel=kernel -fno-pie -mindirect-branch=thunk-extern -fjump-tables | 1"
      })
  void check_switchBetweenTheMarks_knowsTheRegionOfEveryCall(String options, int tables)
      throws Exception {
    CheckResult result = compile(options.strip().split(" "));

    assertThat(result.text().jumpTables()).isEqualTo(tables);
    assertThat(result.text().notFollowed()).isEmpty();
    assertThat(result.text().callOuts())
        .extracting(CallOut::callee)
        .contains("a", "b", "c", "d", "e", "traced");
    assertThat(result.text().callOuts())
        .filteredOn(call -> !call.callee().startsWith("__x86_"))
        .allMatch(
            call ->
                call.region() == (call.callee().equals("traced") ? Region.OUTSIDE : Region.INSIDE));
    assertThat(result.findings()).extracting(Finding::subject).containsExactly("traced");
  }

  private static final String TABLE =
      """
          .text
          .type chooser, @function
      chooser:
          cmp $%d, %%edi
          ja 9f
          mov %%edi, %%edi
          jmp *table(,%%rdi,8)
      1:  nop
          ret
      2:  nop
          nop
          ret
      9:  ret
          .size chooser, .-chooser
          .type other, @function
      other:
          ret
          .section .rodata
      table:
          .quad 1b, 2b, other
      """;

  @Test
  void check_boundedTable_isReadToItsBound() throws Exception {
    CheckResult result = assemble(TABLE.formatted(1));

    assertThat(result.text().jumpTables()).isEqualTo(1);
    assertThat(result.text().notFollowed()).isEmpty();
    assertThat(result.text().reached()).isEqualTo(result.text().instructions());
  }

  @Test
  void check_tableThatLeadsElsewhereBeforeItsBound_isListedWithTheReason() throws Exception {
    CheckResult result = assemble(TABLE.formatted(2));

    assertThat(result.text().jumpTables()).isZero();
    assertThat(result.text().notFollowed())
        .extracting(place -> result.image().symbolize(place.address()) + ": " + place.why())
        .containsExactly(
            "chooser+0x7: a jump through the table at table whose entry 2 of 3 leads elsewhere");
  }

  /** {@code stop} never returns, so neither does {@code caller}, and what is behind is no code. */
  @Test
  void check_calleeThatNeverReturns_endsItsCallers() throws Exception {
    CheckResult result =
        assemble(
            """
                .text
                .type caller, @function
            caller:
                call stop
                .byte 0x06
                .type outer, @function
            outer:
                test %edi, %edi
                je 1f
                ret
            1:  jmp caller
                .type stop, @function
            stop:
                hlt
                jmp stop
                .type sender, @function
            sender:
                call panic
                .byte 0x06
            """);

    assertThat(result.text().neverReturning())
        .extracting(function -> result.image().symbolize(function))
        .containsExactly("caller", "stop", "sender");
    assertThat(result.text().notFollowed())
        .extracting(place -> result.image().symbolize(place.address()) + ": " + place.why())
        .containsExactly(
            "caller+0x5: bytes that are no instruction, to which nothing leads",
            "sender+0x5: bytes that are no instruction, to which nothing leads");
  }

  /** UD2 of WARN() is gone on behind, one of BUG() not; struct bug_entry of 12 bytes. */
  @Test
  void check_warning_isGoneOnBehind() throws Exception {
    CheckResult result =
        assemble(
            """
                .text
                .type warns, @function
            warns:
            1:  ud2
                ret
                .type dies, @function
            dies:
            2:  ud2
                nop
                .pushsection __bug_table, "aw"
                .long 1b - ., 0
                .word 17, 1
                .long 2b - ., 0
                .word 18, 0
                .popsection
            """);

    assertThat(result.text().neverReturning())
        .extracting(function -> result.image().symbolize(function))
        .containsExactly("dies");
    assertThat(result.text().reached()).isEqualTo(result.text().instructions() - 1);
  }

  /** The part that the compiler split off, and what a fault goes on with, are of the function. */
  @Test
  void check_coldPartAndFixup_areFollowed() throws Exception {
    CheckResult result =
        assemble(
            """
                .section .noinstr.text, "ax"
                .type quiet, @function
            quiet:
            991: nop
                .pushsection .discard.instr_begin, "a"
                .long 991b - .
                .popsection
            1:  mov (%rdi), %rax
                jmp quiet.cold
            2:  xor %eax, %eax
                call traced
            992: nop
                .pushsection .discard.instr_end, "a"
                .long 992b - .
                .popsection
                ret
                .type quiet.cold, @function
            quiet.cold:
                call traced
                ret
                .pushsection __ex_table, "a"
                .long 1b - ., 2b - ., 0
                .popsection
                .text
                .type traced, @function
            traced:
                ret
            """);

    assertThat(result.text().callOuts())
        .hasSize(2)
        .allMatch(call -> call.region() == Region.INSIDE);
    assertThat(result.findings()).isEmpty();
  }
}
